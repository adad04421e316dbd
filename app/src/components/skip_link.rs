//! The first stop of the keyboard: past the panel, to what the page is about.

use leptos::prelude::*;

use crate::i18n::use_texts;

#[component]
pub(crate) fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#main" rel="external">{use_texts().skip_to_content}</a> }
}
