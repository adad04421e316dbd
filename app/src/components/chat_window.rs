//! One conversation: its history, live, and the composer. The newest message is at the bottom of a
//! log that fills from there, with scripts and without.

mod bubble;
mod header;
mod history;
mod log;
mod rows;
mod skeleton;

use charla::{ConversationId, MessageContent, Seq};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{Composer, EmptyState, FailureNotice, Icon};
use crate::{chat::Chat, failure::Failure, i18n::use_texts};
use header::ChatHeader;
use log::Log;
pub(crate) use skeleton::ChatSkeleton;

/// The conversation must have been opened in the [`Chat`] of this tab.
#[component]
pub(crate) fn ChatWindow(id: ConversationId) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let Some(opened) = chat.opened(id) else {
        let failure = Failure::Refused(charla::ChatError::ConversationNotFound);
        return view! { <FailureNotice failure/> }.into_any();
    };
    let title = opened.conversation.title(chat.me);
    let timeline = opened.timeline.clone();
    let is_empty = {
        let timeline = timeline.clone();
        Memo::new(move |_| timeline.with(|timeline| timeline.newest() == Seq::START && timeline.pending().is_empty()))
    };
    let is_group = opened.conversation.participants.len() > 2;
    let label = (texts.messages_of)(&title);
    let sent = RwSignal::new(0_u32);
    let send = Callback::new(move |content: MessageContent| {
        chat.send(id, &content)?;
        sent.update(|sent| *sent += 1);
        Ok(())
    });
    let on_typing = Callback::new(move |()| chat.types(id));
    Effect::new(move |_| {
        // The server knows nothing of it: shown once the page lives.
        chat.show_unsent(id);
        chat.complete(id);
    });

    view! {
        <Title text=title.clone()/>
        <section class="chat" class:is-group=is_group aria-label=label>
            <ChatHeader opened=opened.clone()/>
            <Log id timeline sent/>
            <Show when=move || is_empty.get()>
                <EmptyState icon=Icon::Chat title=texts.no_messages hint=texts.no_messages_hint/>
            </Show>
            <Composer conversation=id title on_send=send on_typing/>
        </section>
    }
    .into_any()
}
