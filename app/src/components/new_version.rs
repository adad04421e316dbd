//! Informs the user that the server has a newer client, and reloads the page when that does not disturb.

use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*, task::spawn_local};

use super::Icon;
use crate::{browser::version, i18n::use_texts};

#[component]
pub(crate) fn NewVersion() -> impl IntoView {
    let texts = use_texts();
    let is_known = StoredValue::new(false);
    let is_shown = RwSignal::new(false);
    Effect::new(move |_| {
        window_event_listener_untyped(version::CHANGED, move |_| {
            if !is_known.get_value() {
                is_known.set_value(true);
                is_shown.set(true);
                spawn_local(version::reload_unnoticed());
            }
        });
    });
    view! {
        <div class="note" role="status" class:is-shown=move || is_shown.get()>
            {move || is_shown.get().then(|| view! {
                <span>{texts.new_version}</span>
                <button class="button is-small" type="button" on:click=|_| version::reload()>{texts.load_new_version}</button>
                <button class="icon-button" type="button" aria-label=texts.close on:click=move |_| is_shown.set(false)>
                    {Icon::Close.view()}
                </button>
            })}
        </div>
    }
}
