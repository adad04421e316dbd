//! The panel of conversations, beside what is open; on a narrow screen one of the two.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Outlet, hooks::use_location};

use crate::{
    chat::Chat,
    components::{ConnectionBanner, MessagePanel, TopBar},
    i18n::use_texts,
};

#[component]
pub(crate) fn ConversationsPage() -> impl IntoView {
    let texts = use_texts();
    let Some(chat) = use_context::<Chat>() else { return ().into_any() };
    let path = use_location().pathname;
    let has_chat = move || path.with(|path| path.trim_end_matches('/') != "/conversations");
    let title = move || match chat.with_inbox(|inbox| inbox.stats().unread_messages) {
        None | Some(0) => texts.conversations.to_owned(),
        Some(unread) => format!("({unread}) {}", texts.conversations),
    };

    view! {
        <Title text=title/>
        <div class="screen" class:has-chat=has_chat>
            <TopBar/>
            <ConnectionBanner/>
            <div class="panes">
                <MessagePanel/>
                <main id="main" class="pane-chat">
                    <Outlet/>
                </main>
            </div>
        </div>
    }
    .into_any()
}
