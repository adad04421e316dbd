//! The search through the people of one's conversations: a form that asks while one types.

use charla::limits::SEARCH_CHARS;
use leptos::{html::Input, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use crate::{browser, components::Icon, i18n::use_texts};

/// Asks when nothing was typed for this long.
const PAUSE_MILLIS: u32 = 180;

#[component]
pub(super) fn SearchBox(query: RwSignal<String>) -> impl IntoView {
    let texts = use_texts();
    let path = use_location().pathname;
    let field = NodeRef::<Input>::new();
    let keystrokes = StoredValue::new(0_u32);
    let ask = move || {
        if let Some(field) = field.get_untracked() {
            query.set(field.value());
        }
    };
    let typed = move |_| {
        keystrokes.update_value(|keystrokes| *keystrokes += 1);
        let so_far = keystrokes.get_value();
        spawn_local(async move {
            browser::pause(PAUSE_MILLIS).await;
            if keystrokes.try_get_value() == Some(so_far) {
                ask();
            }
        });
    };
    view! {
        <form class="search" role="search" method="get" action=move || path.get()
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
