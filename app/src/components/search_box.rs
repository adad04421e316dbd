//! A search field that searches while the user types. Without scripts it is a form to the current page.

use charla::limits::SEARCH_CHARS;
use leptos::{html::Input, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use super::Icon;
use crate::{browser, i18n::use_texts};

/// The search starts when nothing was typed for this time.
const DEBOUNCE_MILLIS: u32 = 180;

/// `name` is the name of the URL parameter.
#[component]
pub(crate) fn SearchBox(
    query: RwSignal<String>,
    name: &'static str,
    label: &'static str,
    placeholder: &'static str,
    #[prop(optional)] takes_focus: bool,
    /// Other fields of the form, which matter without scripts.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let texts = use_texts();
    let path = use_location().pathname;
    let field = NodeRef::<Input>::new();
    let keystrokes = StoredValue::new(0_u32);
    let search = move || {
        if let Some(field) = field.get_untracked() {
            query.set(field.value());
        }
    };
    let typed = move |_| {
        keystrokes.update_value(|keystrokes| *keystrokes += 1);
        let current = keystrokes.get_value();
        spawn_local(async move {
            browser::pause(DEBOUNCE_MILLIS).await;
            if keystrokes.try_get_value() == Some(current) {
                search();
            }
        });
    };
    let clear = move |_| {
        if let Some(field) = field.get_untracked() {
            keystrokes.update_value(|keystrokes| *keystrokes += 1);
            field.set_value("");
            search();
            let _ = field.focus();
        }
    };
    // The text of a field with the focus is not replaced, because the user may be typing.
    Effect::new(move |_| {
        let query = query.get();
        if let Some(field) = field.get().filter(|field| field.value() != query && !browser::has_focus(field)) {
            field.set_value(&query);
        }
    });
    Effect::new(move |_| {
        if let Some(field) = field.get().filter(|_| takes_focus) {
            let _ = field.focus();
        }
    });
    view! {
        <form class="search" role="search" aria-label=label method="get" action=move || path.get()
            on:submit=move |event| {
                event.prevent_default();
                search();
            }>
            {children.map(|children| children())}
            <input class="search-input" type="search" name=name autofocus=takes_focus maxlength=SEARCH_CHARS.to_string() node_ref=field
                value=query.get_untracked() placeholder=placeholder
                aria-label=label autocomplete="off" on:input=typed/>
            // Shown only with scripts, and if there is text.
            <button class="icon-button search-clear" type="button" aria-label=texts.clear_search on:click=clear>
                {Icon::Close.view()}
            </button>
            <button class="icon-button" type="submit" aria-label=texts.search>{Icon::Search.view()}</button>
        </form>
    }
}
