//! The link that skips to the main content, as the first focusable element.

use leptos::prelude::*;

use crate::i18n::use_texts;

#[component]
pub(crate) fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#main" rel="external">{use_texts().skip_to_content}</a> }
}
