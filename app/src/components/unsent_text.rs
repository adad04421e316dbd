//! What was written for a conversation that cannot be shown.

use leptos::prelude::*;

use crate::{i18n::use_texts, markup::in_text_area, page_context::FormValues};

/// To be copied, below the reason; nothing where nothing was written.
#[component]
pub(crate) fn UnsentText() -> impl IntoView {
    let words = FormValues::take().field("content");
    (!words.is_empty()).then(|| {
        view! {
            <label class="field unsent-text">
                <span class="field-label">{use_texts().your_words}</span>
                <textarea class="field-input" rows="8" readonly dir="auto">{in_text_area(&words)}</textarea>
            </label>
        }
    })
}
