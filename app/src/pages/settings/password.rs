//! Change of the password.

use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::{
    components::{Field, ReaderField},
    i18n::use_texts,
};

const NAME: &str = "change-password";

#[component]
pub(super) fn PasswordChange(username: String, outcome: Outcome) -> impl IntoView {
    let texts = use_texts();
    let problem = move |field| outcome.problem(NAME, field);
    view! {
        <Section name=NAME title=texts.settings.change_password outcome done=texts.settings.password_changed>
            <p class="settings-hint">{texts.settings.change_password_hint}</p>
            <form class="form" method="post" action="/settings/password#change-password">
                <ReaderField/>
                // Tells password managers which account the password belongs to.
                <input type="text" name="username" value=username autocomplete="username" readonly hidden/>
                <Field name="current_password" label=texts.settings.current_password kind="password"
                    problem=problem("current_password") autocomplete="current-password"/>
                <Field name="password" label=texts.settings.new_password hint=texts.password_hint kind="password"
                    problem=problem("password") autocomplete="new-password"/>
                <button class="button is-primary" type="submit">{texts.settings.change_password}</button>
            </form>
        </Section>
    }
}
