//! Preferences of this browser: language, theme, the Enter key, and sound. Each form redirects to `next`, or back to
//! the current page.

use leptos::prelude::*;

use super::choice::{Choice, Choosable};
use crate::{
    enter_key::EnterKey,
    i18n::{Locale, use_locale, use_texts},
    page_context::PageContext,
    sound::Sound,
    theme::Theme,
};

#[component]
pub(crate) fn LanguageSwitch(#[prop(optional)] next: Option<&'static str>) -> impl IntoView {
    let texts = use_texts();
    let chosen = use_locale();
    let options = Locale::ALL.map(|locale| Choosable {
        tag: locale.tag(),
        text: locale.name(),
        lang: Some(locale.tag()),
        is_chosen: locale == chosen,
    });
    view! { <Choice action="/language" field="locale" label=texts.language options=options.into() next/> }
}

#[component]
pub(crate) fn ThemeSwitch(#[prop(optional)] next: Option<&'static str>) -> impl IntoView {
    let texts = use_texts();
    let chosen = use_context::<PageContext>().unwrap_or_default().theme;
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
    view! { <Choice action="/theme" field="theme" label=texts.appearance options=options.into() next/> }
}

#[component]
pub(crate) fn EnterSwitch(#[prop(optional)] next: Option<&'static str>) -> impl IntoView {
    let texts = use_texts().settings;
    let chosen = use_context::<PageContext>().unwrap_or_default().enter;
    let text = |enter| match enter {
        EnterKey::Sends => texts.enter_sends,
        EnterKey::Breaks => texts.enter_breaks,
    };
    let options = EnterKey::ALL.map(|enter| Choosable {
        tag: enter.tag(),
        text: text(enter),
        lang: None,
        is_chosen: enter == chosen,
    });
    view! { <Choice action="/enter" field="enter" label=texts.enter_key options=options.into() next/> }
}

#[component]
pub(crate) fn SoundSwitch(#[prop(optional)] next: Option<&'static str>) -> impl IntoView {
    let texts = use_texts().settings;
    let chosen = use_context::<PageContext>().unwrap_or_default().sound;
    let text = |sound| match sound {
        Sound::On => texts.on,
        Sound::Off => texts.off,
    };
    let options = Sound::ALL.map(|sound| Choosable {
        tag: sound.tag(),
        text: text(sound),
        lang: None,
        is_chosen: sound == chosen,
    });
    view! { <Choice action="/sound" field="sound" label=texts.sound options=options.into() next/> }
}
