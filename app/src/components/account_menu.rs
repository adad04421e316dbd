//! Who is signed in, the language, and the way out. It opens without scripts.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Avatar;
use crate::{
    i18n::{Locale, use_locale, use_texts},
    visit::Visit,
};

#[component]
pub(crate) fn AccountMenu() -> impl IntoView {
    let texts = use_texts();
    let me = use_context::<Visit>().and_then(|visit| visit.me);
    me.map(|me| {
        let name = me.display_name();
        view! {
            <details class="menu">
                <summary class="menu-button" aria-label=texts.account>
                    <Avatar name=name.clone()/>
                </summary>
                <div class="menu-body card">
                    <p class="menu-name">{name}</p>
                    <p class="menu-username">"@" {me.username}</p>
                    <LanguageSwitch/>
                    <form method="post" action="/logout">
                        <button class="button" type="submit">{texts.sign_out}</button>
                    </form>
                </div>
            </details>
        }
    })
}

#[component]
pub(crate) fn LanguageSwitch() -> impl IntoView {
    let texts = use_texts();
    let chosen = use_locale();
    let location = use_location();
    let here = move || location.pathname.get() + &location.search.with(|search| query_of(search));
    let button = |locale: Locale| {
        view! {
            <button class="chip" type="submit" name="locale" value=locale.tag() lang=locale.tag()
                aria-pressed=if locale == chosen { "true" } else { "false" }>
                {locale.name()}
            </button>
        }
    };
    view! {
        <form class="languages" method="post" action="/language" aria-label=texts.language>
            <input type="hidden" name="next" value=here/>
            {Locale::ALL.map(button).collect_view()}
        </form>
    }
}

fn query_of(search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => String::new(),
        search => format!("?{search}"),
    }
}
