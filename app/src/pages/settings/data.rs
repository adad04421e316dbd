//! All that is kept of oneself, to take along.

use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::{i18n::use_texts, page_context::PageContext};

const NAME: &str = "data";

#[component]
pub(super) fn Data(outcome: Outcome) -> impl IntoView {
    let texts = use_texts().settings;
    let me = expect_context::<PageContext>().me;
    // As a form would: nobody else's data is taken along from a page that was left open.
    let href = me.map(|me| format!("/settings/data?reader={}#data", me.id));
    view! {
        <Section name=NAME title=texts.data outcome>
            <p class="settings-hint">{texts.data_hint}</p>
            <p><a class="button" href=href rel="external">{texts.download}</a></p>
        </Section>
    }
}
