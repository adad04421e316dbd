//! All that is kept of oneself, to take along.

use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::i18n::use_texts;

const NAME: &str = "data";

#[component]
pub(super) fn Data(outcome: Outcome) -> impl IntoView {
    let texts = use_texts().settings;
    view! {
        <Section name=NAME title=texts.data outcome>
            <p class="settings-hint">{texts.data_hint}</p>
            <p><a class="button" href="/settings/data#data" rel="external">{texts.download}</a></p>
        </Section>
    }
}
