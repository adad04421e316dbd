//! The frame of the login and registration pages.

use leptos::prelude::*;

use super::PreferenceSwitch;
use crate::i18n::{Locale, use_texts};

#[component]
pub(crate) fn Welcome(
    title: &'static str,
    /// The form has data that changing the language would lose, so the switch is hidden.
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
                {(!waits).then(|| view! { <PreferenceSwitch<Locale>/> })}
            </main>
        </div>
    }
}
