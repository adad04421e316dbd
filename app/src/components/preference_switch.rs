//! A row of buttons that set a preference at once. Works without scripts.

use std::marker::PhantomData;

use leptos::prelude::*;

use super::{ReaderField, return_path::use_return_path};
use crate::{i18n::use_texts, page_context::PageContext, preferences::Preference};

/// A form that redirects to `next`, or back to the current page.
#[component]
pub(crate) fn PreferenceSwitch<P: Preference>(
    #[prop(optional)] _of: PhantomData<P>,
    #[prop(optional)] next: Option<&'static str>,
) -> impl IntoView {
    let texts = use_texts();
    let chosen = P::of(&use_context::<PageContext>().unwrap_or_default().preferences);
    let choice = |choice: &P| Choice {
        tag: choice.tag(),
        text: choice.text(texts),
        lang: choice.lang(),
        is_chosen: *choice == chosen,
    };
    form(P::NAME, P::label(texts), P::ALL.iter().map(choice).collect(), next)
}

struct Choice {
    tag: &'static str,
    text: &'static str,
    lang: Option<&'static str>,
    is_chosen: bool,
}

/// The form is compiled once for all preferences, which keeps the client small.
fn form(name: &'static str, label: &'static str, choices: Vec<Choice>, next: Option<&'static str>) -> impl IntoView {
    let return_path = use_return_path();
    let next = move || next.map_or_else(return_path, ToOwned::to_owned);
    let button = |Choice { tag, text, lang, is_chosen }| {
        view! {
            <button class="chip" type="submit" name=name value=tag lang=lang translate=lang.map(|_| "no")
                aria-pressed=if is_chosen { "true" } else { "false" }>
                {text}
            </button>
        }
    };
    view! {
        <form class="chips" method="post" action="/preferences" aria-label=label>
            <ReaderField/>
            <input type="hidden" name="next" value=next/>
            {choices.into_iter().map(button).collect_view()}
        </form>
    }
}
