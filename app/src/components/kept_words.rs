//! What was written for a conversation that cannot be shown.

use leptos::prelude::*;

use crate::{i18n::use_texts, markup::in_text_area, visit::Refilled};

/// To be copied, below the reason; nothing where nothing was written.
#[component]
pub(crate) fn KeptWords() -> impl IntoView {
    let words = Refilled::take().field("content");
    (!words.is_empty()).then(|| {
        view! {
            <label class="field kept-words">
                <span class="field-label">{use_texts().your_words}</span>
                <textarea class="field-input" rows="8" readonly dir="auto">{in_text_area(&words)}</textarea>
            </label>
        }
    })
}
