//! A row of buttons that set an option at once. Works without scripts.

use leptos::prelude::*;

use super::{ReaderField, return_path::use_return_path};

pub(crate) struct Choosable {
    pub(crate) tag: &'static str,
    pub(crate) text: &'static str,
    pub(crate) lang: Option<&'static str>,
    pub(crate) is_chosen: bool,
}

/// A form that redirects to `next`, or back to the current page.
#[component]
pub(crate) fn Choice(
    action: &'static str,
    field: &'static str,
    label: &'static str,
    options: Vec<Choosable>,
    next: Option<&'static str>,
) -> impl IntoView {
    let here = use_return_path();
    let next = move || next.map_or_else(here, ToOwned::to_owned);
    let button = |Choosable { tag, text, lang, is_chosen }| {
        view! {
            <button class="chip" type="submit" name=field value=tag lang=lang translate=lang.map(|_| "no")
                aria-pressed=if is_chosen { "true" } else { "false" }>
                {text}
            </button>
        }
    };
    view! {
        <form class="chips" method="post" action=action aria-label=label>
            <ReaderField/>
            <input type="hidden" name="next" value=next/>
            {options.into_iter().map(button).collect_view()}
        </form>
    }
}
