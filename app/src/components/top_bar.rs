//! The bar over every page; who is not signed in finds the way in on it.

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
    let brand = view! {
        <A href="/conversations" attr:class="brand" attr:translate="no" attr:aria-label="Charla">"charla"<span class="brand-dot"></span></A>
    };
    if chat.is_none() {
        return view! {
            <header class="top-bar">{brand}<a class="button top-sign-in" href="/login">{texts.sign_in}</a></header>
        }
        .into_any();
    }
    let has_unread = move || chat.is_some_and(|chat| chat.news() > 0);
    view! {
        <header class="top-bar">
            {brand}
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
    .into_any()
}
