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
    let options = Locale::ALL.map(|locale| Choosable {
        tag: locale.tag(),
        text: locale.name(),
        lang: Some(locale.tag()),
        is_chosen: locale == chosen,
    });
    view! { <Choice action="/language" field="locale" label=texts.language options=options.into()/> }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let texts = use_texts();
    let chosen = use_context::<Visit>().unwrap_or_default().theme;
    let text = |theme| match theme {
        Theme::System => texts.as_the_system,
        Theme::Light => texts.light,
        Theme::Dark => texts.dark,
    };
    let options = Theme::ALL.map(|theme| Choosable {
        tag: theme.tag(),
        text: text(theme),
        lang: None,
        is_chosen: theme == chosen,
    });
    view! { <Choice action="/theme" field="theme" label=texts.appearance options=options.into()/> }
}

struct Choosable {
    tag: &'static str,
    text: &'static str,
    lang: Option<&'static str>,
    is_chosen: bool,
}

/// A form that leads back to the page one is on.
#[component]
fn Choice(action: &'static str, field: &'static str, label: &'static str, options: Vec<Choosable>) -> impl IntoView {
    let here = use_here();
    let button = |Choosable { tag, text, lang, is_chosen }| {
        view! {
            <button class="chip" type="submit" name=field value=tag lang=lang
                aria-pressed=if is_chosen { "true" } else { "false" }>
                {text}
            </button>
        }
    };
    view! {
        <form class="chips" method="post" action=action aria-label=label>
            <input type="hidden" name="next" value=here/>
            {options.into_iter().map(button).collect_view()}
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
