//! The frame of the pages for those who are not signed in.

use leptos::prelude::*;

use super::LanguageSwitch;
use crate::i18n::use_texts;

#[component]
pub(crate) fn Welcome(
    title: &'static str,
    /// Something waits in its form, which choosing a language would lose.
    #[prop(optional)]
    waits: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="welcome">
            <header class="welcome-brand">
                <p class="brand is-large" translate="no">"charla"<span class="brand-dot"></span></p>
                <p class="welcome-tagline">{use_texts().tagline}</p>
            </header>
            <main id="main" class="welcome-main">
                <h1>{title}</h1>
                {children()}
                {(!waits).then(|| view! { <LanguageSwitch/> })}
            </main>
        </div>
    }
}
