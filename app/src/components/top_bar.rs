//! The bar at the top of every page: navigation and account menu, or a link to sign in.

use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

use super::{AccountMenu, Icon};
use crate::{chat::Chat, i18n::use_texts, text_content::live_text};

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
    let unread_total = Memo::new(move |_| chat.map_or(0, Chat::unread_total));
    let has_unread = move || unread_total.get() > 0;
    let count = move || match unread_total.get() {
        0 => String::new(),
        unread_total => unread_total.to_string(),
    };
    let spoken_count = move || match unread_total.get() {
        0 => String::new(),
        unread_total => format!(", {}", (texts.unread_count)(unread_total)),
    };
    view! {
        <header class="top-bar">
            {brand}
            <nav class="top-nav">
                <a class="top-link" class:has-unread=has_unread href="/conversations" aria-current=move || is_in("/conversations")>
                    {Icon::Chat.view()} <span class="top-name">{texts.conversations}</span>
                    <span class="badge top-count" aria-hidden="true" {..live_text(count)}></span>
                    <span class="visually-hidden" {..live_text(spoken_count)}></span>
                </a>
                <a class="top-link" href="/people" aria-current=move || is_in("/people")>
                    {Icon::People.view()} <span class="top-name">{texts.people}</span>
                </a>
            </nav>
            <AccountMenu/>
        </header>
    }
    .into_any()
}
