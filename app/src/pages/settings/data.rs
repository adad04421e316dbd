//! Download of all data of the user.

use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::{i18n::use_texts, page_context::PageContext};

const NAME: &str = "data";

#[component]
pub(super) fn Data(outcome: Outcome) -> impl IntoView {
    let texts = use_texts().settings;
    let me = expect_context::<PageContext>().me;
    // Names the reader, as forms do, so that a page left open does not download the data of another user.
    let href = me.map(|me| format!("/settings/data?reader={}#data", me.id));
    view! {
        <Section name=NAME title=texts.data outcome>
            <p class="settings-hint">{texts.data_hint}</p>
            <p><a class="button" href=href rel="external">{texts.download}</a></p>
        </Section>
    }
}
