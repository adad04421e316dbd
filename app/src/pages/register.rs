//! The registration page: a plain form, with and without scripts.

use charla::{ChatError, Role};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{Field, Welcome},
    i18n::{detail, field_problem, use_locale, use_texts},
    page_context::FormValues,
};

#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let values = FormValues::take();
    let problem = move |name| match values.refusal() {
        Some(ChatError::InvalidFields { errors }) => {
            let problems: Vec<_> =
                errors.problems(name).iter().map(|problem| field_problem(locale, *problem)).collect();
            problems.join(". ")
        }
        _ => String::new(),
    };
    let error = values.refusal().map(|error| detail(locale, &error));
    let role_choice = move |role: Role, name, hint| {
        let is_chosen = values.field("role") == role.as_str();
        view! {
            <label class="choice">
                <input type="radio" name="role" value=role.as_str() required checked=is_chosen/>
                <span class="choice-name">{name}</span>
                <span class="choice-hint">{hint}</span>
            </label>
        }
    };

    view! {
        <Title text=texts.register/>
        <Welcome title=texts.register>
            <form class="card form" method="post" action="/register">
                {error.map(|error| view! { <p class="notice is-error" role="alert">{error}</p> })}
                <fieldset class="choices">
                    <legend class="field-label">{texts.i_am}</legend>
                    {role_choice(Role::Customer, texts.customer, texts.customer_hint)}
                    {role_choice(Role::Provider, texts.provider, texts.provider_hint)}
                </fieldset>
                <div class="form-pair">
                    <Field name="first_name" label=texts.first_name value=values.field("first_name") problem=problem("first_name") autocomplete="given-name"/>
                    <Field name="last_name" label=texts.last_name value=values.field("last_name") problem=problem("last_name") autocomplete="family-name" optional=true/>
                </div>
                <Field name="username" label=texts.username hint=texts.username_hint value=values.field("username") problem=problem("username") autocomplete="username"/>
                <Field name="password" label=texts.password hint=texts.password_hint kind="password" problem=problem("password") autocomplete="new-password"/>
                <button class="button is-primary" type="submit">{texts.register}</button>
            </form>
            <p class="welcome-other">{texts.have_account} " " <a href="/login" rel="external">{texts.sign_in}</a></p>
        </Welcome>
    }
}
