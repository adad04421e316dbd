//! The user's name.

use charla::User;
use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::{
    components::{Field, ReaderField},
    i18n::use_texts,
};

const NAME: &str = "profile";

#[component]
pub(super) fn Profile(me: User, outcome: Outcome) -> impl IntoView {
    let texts = use_texts();
    let value = move |field, stored: &str| outcome.field(NAME, field, stored);
    let problem = move |field| outcome.problem(NAME, field);
    view! {
        <Section name=NAME title=texts.settings.profile outcome>
            <p class="settings-hint">{texts.settings.profile_hint}</p>
            <form class="form" method="post" action="/settings/profile#profile">
                <ReaderField/>
                <div class="form-pair">
                    <Field name="first_name" label=texts.first_name value=value("first_name", &me.first_name)
                        problem=problem("first_name") autocomplete="given-name"/>
                    <Field name="last_name" label=texts.last_name value=value("last_name", &me.last_name)
                        problem=problem("last_name") autocomplete="family-name" optional=true/>
                </div>
                <p class="settings-fact"><span class="field-label">{texts.username}</span> " @" {me.username}</p>
                <button class="button is-primary" type="submit">{texts.settings.save}</button>
            </form>
        </Section>
    }
}
