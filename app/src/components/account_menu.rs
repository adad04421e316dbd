//! Who is signed in, the language, light or dark, and the way out. It opens without scripts.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use leptos_router::hooks::use_location;

use super::Avatar;
use crate::{
    i18n::{Locale, use_locale, use_texts},
    theme::Theme,
    visit::Visit,
};

#[component]
pub(crate) fn AccountMenu() -> impl IntoView {
    let texts = use_texts();
    let (menu, button) = (NodeRef::<html::Details>::new(), NodeRef::<html::Summary>::new());
    let close = move |event: KeyboardEvent| {
        if let (true, Some(menu), Some(button)) = (event.key() == "Escape", menu.get(), button.get()) {
            let _ = menu.remove_attribute("open");
            let _ = button.focus();
        }
    };
    let me = use_context::<Visit>().and_then(|visit| visit.me);
    me.map(|me| {
        let name = me.display_name();
        view! {
            <details class="menu" node_ref=menu on:keydown=close>
                <summary class="menu-button" node_ref=button aria-label=texts.account>
                    <Avatar name=name.clone()/>
                </summary>
                <div class="menu-body card">
                    <p class="menu-name">{name}</p>
                    <p class="menu-username">"@" {me.username}</p>
                    <LanguageSwitch/>
                    <ThemeSwitch/>
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
    let here = use_here();
    let button = |locale: Locale| {
        view! {
            <button class="chip" type="submit" name="locale" value=locale.tag() lang=locale.tag()
                aria-pressed=if locale == chosen { "true" } else { "false" }>
                {locale.name()}
            </button>
        }
    };
    view! {
        <form class="chips" method="post" action="/language" aria-label=texts.language>
            <input type="hidden" name="next" value=here/>
            {Locale::ALL.map(button).collect_view()}
        </form>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let texts = use_texts();
    let chosen = use_context::<Visit>().unwrap_or_default().theme;
    let here = use_here();
    let name = |theme| match theme {
        Theme::System => texts.as_the_system,
        Theme::Light => texts.light,
        Theme::Dark => texts.dark,
    };
    let button = |theme: Theme| {
        view! {
            <button class="chip" type="submit" name="theme" value=theme.tag()
                aria-pressed=if theme == chosen { "true" } else { "false" }>
                {name(theme)}
            </button>
        }
    };
    view! {
        <form class="chips" method="post" action="/theme" aria-label=texts.appearance>
            <input type="hidden" name="next" value=here/>
            {Theme::ALL.map(button).collect_view()}
        </form>
    }
}

/// The page one is on, to come back to.
fn use_here() -> impl Fn() -> String + Copy {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    move || path.get() + &search.with(|search| query_of(search))
}

fn query_of(search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => String::new(),
        search => format!("?{search}"),
    }
}
