//! Language and theme.

use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::{
    components::PreferenceSwitch,
    i18n::{Locale, use_texts},
    preferences::Theme,
};

const NAME: &str = "look";
const DONE: &str = "/settings?saved=look#look";

#[component]
pub(super) fn Appearance(outcome: Outcome) -> impl IntoView {
    let texts = use_texts();
    view! {
        <Section name=NAME title=texts.settings.appearance outcome>
            <div class="setting">
                <p class="field-label">{texts.language}</p>
                <PreferenceSwitch<Locale> next=DONE/>
            </div>
            <div class="setting">
                <p class="field-label">{texts.appearance}</p>
                <PreferenceSwitch<Theme> next=DONE/>
            </div>
        </Section>
    }
}
