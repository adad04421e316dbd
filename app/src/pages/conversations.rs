//! The panel of conversations next to the open conversation; a narrow screen shows one of the two.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Outlet, hooks::use_location};

use crate::{
    chat::Chat,
    components::{Banner, MessagePanel, TopBar},
    i18n::use_texts,
};

#[component]
pub(crate) fn ConversationsPage() -> impl IntoView {
    let texts = use_texts();
    if use_context::<Chat>().is_none() {
        return ().into_any();
    }
    let path = use_location().pathname;
    let has_chat = move || path.with(|path| path.trim_end_matches('/') != "/conversations");

    view! {
        <Title text=texts.conversations/>
        <div class="screen" class:has-chat=has_chat>
            <TopBar/>
            <Banner/>
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
