//! The function of the Enter key, and sound.

use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::{
    components::PreferenceSwitch,
    i18n::use_texts,
    preferences::{EnterKey, Sound},
};

const NAME: &str = "writing";
const DONE: &str = "/settings?saved=writing#writing";

#[component]
pub(super) fn ComposerSettings(outcome: Outcome) -> impl IntoView {
    let texts = use_texts().settings;
    view! {
        <Section name=NAME title=texts.writing outcome>
            <div class="setting">
                <p class="field-label">{texts.enter_key}</p>
                <PreferenceSwitch<EnterKey> next=DONE/>
                <p class="settings-hint">{texts.enter_hint}</p>
            </div>
            <div class="setting">
                <p class="field-label">{texts.sound}</p>
                <PreferenceSwitch<Sound> next=DONE/>
            </div>
        </Section>
    }
}
