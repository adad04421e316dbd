//! The bar over every page of somebody who is signed in.

use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

use super::{AccountMenu, Icon};
use crate::{chat::Chat, i18n::use_texts};

#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let texts = use_texts();
    let chat = use_context::<Chat>();
    let path = use_location().pathname;
    let is_in = move |section: &'static str| path.with(|path| path.starts_with(section)).then_some("page");
    let has_unread = move || chat.is_some_and(|chat| chat.news() > 0);
    view! {
        <header class="top-bar">
            <A href="/conversations" attr:class="brand" attr:aria-label="Charla">"charla"<span class="brand-dot"></span></A>
            <nav class="top-nav">
                <a class="top-link" class:has-unread=has_unread href="/conversations" aria-current=move || is_in("/conversations")>
                    {Icon::Chat.view()} <span>{texts.conversations}</span>
                </a>
                <a class="top-link" href="/people" aria-current=move || is_in("/people")>
                    {Icon::People.view()} <span>{texts.people}</span>
                </a>
            </nav>
            <AccountMenu/>
        </header>
    }
}
