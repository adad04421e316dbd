//! The search through the people of one's conversations: a form that asks while one types.

use charla::limits::SEARCH_CHARS;
use leptos::{html::Input, prelude::*};
use leptos_router::hooks::use_location;

use crate::{browser, components::Icon, i18n::use_texts};

/// Asks when nothing was typed for this long.
const PAUSE_MILLIS: u32 = 180;

#[component]
pub(super) fn SearchBox(query: RwSignal<String>) -> impl IntoView {
    let texts = use_texts();
    let field = NodeRef::<Input>::new();
    let pause = StoredValue::new_local(None::<browser::Timer>);
    let ask = move || {
        if let Some(field) = field.get_untracked() {
            query.set(field.value());
        }
    };
    let typed = move |_| pause.set_value(Some(browser::after(PAUSE_MILLIS, ask)));
    view! {
        <form class="search" role="search" method="get" action=move || use_location().pathname.get()
            on:submit=move |event| {
                event.prevent_default();
                ask();
            }>
            <input class="search-input" type="search" name="q" maxlength=SEARCH_CHARS.to_string() node_ref=field
                value=query.get_untracked() placeholder=texts.search_conversations
                aria-label=texts.search_conversations autocomplete="off" on:input=typed/>
            <button class="icon-button" type="submit" aria-label=texts.search>{Icon::Search.view()}</button>
        </form>
    }
}
