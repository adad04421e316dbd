//! The window of one conversation: header, live history and composer. The history is aligned to the bottom, with and
//! without scripts.

mod announcer;
mod bubble;
mod composer;
mod copying;
mod failed;
mod header;
mod history;
mod log;
mod members;
mod rows;
mod skeleton;
mod state;
mod title;
mod unopened_head;

use charla::{ConversationId, Failure, Seq, direction::Isolated};
use leptos::{ev, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{EmptyState, FailureNotice, Icon};
use crate::{
    browser, chat::Chat, clock::Clock, i18n::use_texts, page_context::PageContext, text_content::text_content,
};
#[cfg(feature = "ssr")]
pub use bubble::with_bubble;

use announcer::Announcer;
use composer::Composer;
use copying::copy_messages;
pub(crate) use failed::FailedChat;
use header::ChatHeader;
use log::Log;
pub(crate) use skeleton::ChatSkeleton;
use state::ChatWindowState;

/// The conversation must be opened in the [`Chat`] of this tab.
#[component]
pub(crate) fn ChatWindow(id: ConversationId) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let Some(opened) = chat.opened(id) else {
        let failure = Failure::Refused(charla::ChatError::ConversationNotFound);
        return view! { <FailureNotice failure/> }.into_any();
    };
    let address = use_query_map().get_untracked();
    let around = address.get("around").and_then(|seq| seq.parse().ok());
    let is_new = chat.place(id, around).is_none();
    if is_new && ["around", "before", "after"].iter().all(|place| address.get_str(place).is_none()) {
        chat.go_to_newest(id);
    }
    let state = ChatWindowState::new(chat, &opened, &address);
    provide_context(state);
    let title = opened.conversation.title(chat.me);
    let is_empty = {
        let opened = opened.clone();
        Memo::new(move |_| {
            opened.with_timeline(|timeline| timeline.newest() == Seq::START && timeline.pending().is_empty())
        })
    };
    let (clock, reader) = (expect_context::<Clock>(), expect_context::<PageContext>().me);
    let copy = move |event: ev::ClipboardEvent| {
        if let Some(me) = reader.as_ref().filter(|_| !browser::is_within(&event, "textarea, input")) {
            copy_messages(&event, clock, me);
        }
    };
    let is_group = opened.conversation.is_group();
    let label = (texts.messages_of)(Isolated(&title));
    let sent = RwSignal::new(0_u32);
    Effect::new(move |_| {
        // Only the browser has the unsent messages: they are shown after hydration.
        chat.show(id);
    });
    let outside_press = window_event_listener(ev::pointerdown, move |event| {
        if !browser::is_within(&event, ".actions, .bubble-more") {
            state.close_actions();
        }
    });
    on_cleanup(move || outside_press.remove());

    view! {
        <Title text=Isolated(&title).to_string()/>
        <section class="chat" class:is-group=is_group aria-label=label on:copy=copy>
            <ChatHeader opened=opened.clone()/>
            <Log opened=opened.clone() sent/>
            <Show when=move || is_empty.get()>
                <EmptyState icon=Icon::Chat title=texts.no_messages hint=texts.no_messages_hint/>
            </Show>
            {move || state.problem.get().map(|problem| view! {
                <p class="notice is-error chat-problem" role="alert" {..text_content(problem)}></p>
            })}
            <Composer sent/>
            <Announcer opened/>
        </section>
    }
    .into_any()
}
