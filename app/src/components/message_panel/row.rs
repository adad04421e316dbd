//! One conversation in the panel.

use charla::{Conversation, Message, Seq, TextRange};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    chat::Chat,
    components::{Companion, Icon, Marked, Menu, Moment, MomentStyle, StandingForm, writing_text},
    i18n::use_texts,
};

/// `matches` are those of its title.
#[component]
pub(super) fn Row(conversation: Memo<Conversation>, #[prop(optional)] matches: Vec<TextRange>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let me = chat.me;
    let (id, title) = conversation.with_untracked(|conversation| (conversation.id, conversation.title(me)));
    let partner = conversation.with_untracked(|conversation| conversation.partner(me).map(|user| user.id));
    let roles = conversation.with_untracked(|conversation| {
        let roles = partner.into_iter().flat_map(|user| conversation.roles_of(user));
        roles.map(|role| view! { " " <span class="row-role">{texts.role(role)}</span> }).collect_view()
    });
    let writing = Memo::new(move |_| conversation.with(|conversation| writing_text(chat, conversation, texts)));
    let at = Signal::derive(move || conversation.with(|conversation| conversation.activity().activity_at));
    let unread = Memo::new(move |_| conversation.with(|conversation| conversation.unread_count));
    let standing = Memo::new(move |_| conversation.with(|conversation| conversation.standing));
    let options = (texts.options_of)(&title);
    let preview = move || {
        if let Some(writing) = writing.get() {
            return view! { <span class="row-preview is-writing">{writing}</span> }.into_any();
        }
        conversation.with(|conversation| match &conversation.last_message {
            None => view! { <span class="row-preview is-empty">{texts.no_messages}</span> }.into_any(),
            Some(message) => {
                // In a group one sees who.
                let sender = (partner.is_none() && message.sender_id != me).then(|| {
                    let sender = conversation.participants.iter().find(|user| user.id == message.sender_id);
                    sender.map(|sender| format!("{}: ", sender.short_name()))
                });
                let own = (message.sender_id == me).then(|| {
                    let is_read = has_been_read(conversation, message);
                    let (icon, text) = if is_read { (Icon::Read, texts.read) } else { (Icon::Sent, texts.sent) };
                    view! {
                        <span class="receipt" class:is-read=is_read title=text>{icon.view()}<span class="visually-hidden">{text}": "</span></span>
                        {texts.you}
                    }
                });
                if message.is_deleted() {
                    return view! { <span class="row-preview is-empty">{own}{texts.deleted_message}</span> }.into_any();
                }
                view! { <span class="row-preview" dir="auto">{sender}{own}{message.content.clone()}</span> }.into_any()
            }
        })
    };
    view! {
        <li class="row-item">
            <A href=format!("/conversations/{id}") attr:class="row">
                <Companion name=title.clone() user=partner is_group=partner.is_none()/>
                <span class="row-name"><span dir="auto"><Marked text=title matches/></span>{roles}</span>
                <Moment at style=MomentStyle::Short/>
                {preview}
                <span class="row-marks">
                    <Show when=move || standing.get().is_muted>
                        <span class="row-muted" title=texts.muted>{Icon::Muted.view()}<span class="visually-hidden">{texts.muted}</span></span>
                    </Show>
                    {move || match (unread.get(), standing.get().is_marked_unread) {
                        (0, false) => None,
                        (0, true) => Some(view! {
                            <span class="badge is-mark"><span class="visually-hidden">{texts.marked_unread}</span></span>
                        }.into_any()),
                        (unread, _) => Some(view! {
                            <span class="badge">{unread}<span class="visually-hidden">" "{texts.not_read_yet}</span></span>
                        }.into_any()),
                    }}
                </span>
            </A>
            <Menu label=options face=Icon::More.view().into_any()>
                <StandingForm id/>
            </Menu>
        </li>
    }
}

fn has_been_read(conversation: &Conversation, message: &Message) -> bool {
    let furthest = conversation.read_cursors.iter().filter(|cursor| cursor.user != message.sender_id);
    furthest.map(|cursor| cursor.read_seq).max().unwrap_or(Seq::START) >= message.seq
}
