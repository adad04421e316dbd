//! The text of a form for a conversation that cannot be shown.

use leptos::prelude::*;

use crate::{i18n::use_texts, markup::in_text_area, page_context::FormValues};

/// Shows the text so that the user can copy it; renders nothing if there is none.
#[component]
pub(crate) fn UnsentText() -> impl IntoView {
    let text = FormValues::take().field("content");
    (!text.is_empty()).then(|| {
        view! {
            <label class="field unsent-text">
                <span class="field-label">{use_texts().your_words}</span>
                <textarea class="field-input" rows="8" readonly dir="auto">{in_text_area(&text)}</textarea>
            </label>
        }
    })
}
