//! The preview line of a conversation: typing indicator, unsent message, or last message.

use charla::{
    Conversation, Failure, Message, Seq, Timestamp,
    timeline::{Delivery, Pending},
};
use leptos::prelude::*;

use crate::{
    chat::Chat,
    components::{Icon, typing_text},
    i18n::use_texts,
    text_content::text_content,
};

#[component]
pub(super) fn Preview(conversation: Memo<Conversation>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let me = chat.me;
    let id = conversation.with_untracked(|conversation| conversation.id);
    let writing = Memo::new(move |_| conversation.with(|conversation| typing_text(chat, conversation, texts)));
    let unsent = Memo::new(move |_| chat.last_unsent(id));
    let own = move |icon: Icon, text: &'static str, is_read: bool| {
        view! {
            <span class="receipt" class:is-read=is_read title=text>
                {icon.view()}<span class="visually-hidden" {..text_content(format!("{text}: "))}></span>
            </span>
            <span>{texts.you}</span>
        }
    };
    move || {
        // Must be read before the memo derived from it: an effect that finds the derived memo unchanged misses the
        // change of this one (reactive_graph 0.2, `MemoInner::update_if_necessary`).
        let latest = conversation.with(|conversation| conversation.activity().activity_at);
        if let Some(writing) = writing.get() {
            return view! { <span class="row-preview is-writing" {..text_content(writing)}></span> }.into_any();
        }
        if let Some(unsent) = unsent.get().filter(|unsent| !is_past(unsent, latest)) {
            let is_refused = is_refused(&unsent);
            let (icon, text) = if is_refused { (Icon::Warning, texts.not_sent) } else { (Icon::Clock, texts.sending) };
            return view! {
                <span class="row-preview" class:is-failed=is_refused dir="auto">
                    {own(icon, text, false)}<span {..text_content(unsent.content)}></span>
                </span>
            }
            .into_any();
        }
        conversation.with(|conversation| match &conversation.last_message {
            None => view! { <span class="row-preview is-empty">{texts.no_messages}</span> }.into_any(),
            Some(message) => {
                // In a group the sender is named.
                let sender = (conversation.is_group() && message.sender_id != me).then(|| {
                    let sender = conversation.participants.iter().find(|user| user.id == message.sender_id);
                    sender.map(|sender| {
                        let name = text_content(sender.short_name());
                        view! { <bdi translate="no" {..name}></bdi> <span>": "</span> }
                    })
                });
                let own = (message.sender_id == me).then(|| {
                    let is_read = has_been_read(conversation, message);
                    if is_read { own(Icon::Read, texts.read, true) } else { own(Icon::Sent, texts.sent, false) }
                });
                if message.is_deleted() {
                    return view! { <span class="row-preview is-empty">{own}<span>{texts.deleted_message}</span></span> }
                        .into_any();
                }
                let content = text_content(&*message.content);
                view! { <span class="row-preview" dir="auto">{sender}{own}<span {..content}></span></span> }.into_any()
            }
        })
    }
}

const fn is_refused(unsent: &Pending) -> bool {
    matches!(unsent.delivery, Delivery::Failed(Failure::Refused(_)))
}

/// Whether a refused message is older than the last activity. A message that is still to be sent is newer than all
/// others.
fn is_past(unsent: &Pending, latest: Timestamp) -> bool {
    is_refused(unsent) && unsent.written_at < latest
}

pub(super) fn has_been_read(conversation: &Conversation, message: &Message) -> bool {
    let furthest = conversation.read_cursors.iter().filter(|cursor| cursor.user != message.sender_id);
    furthest.map(|cursor| cursor.read_seq).max().unwrap_or(Seq::START) >= message.seq
}
