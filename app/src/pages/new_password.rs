//! Asks users with a shared initial password for a new one before anything else. A plain form, with and without
//! scripts.

use charla::ChatError;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Field, ReaderField, Welcome},
    i18n::{detail, field_problem, use_locale, use_texts},
    page_context::{FormValues, PageContext},
};

#[component]
pub(crate) fn NewPasswordPage() -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let values = FormValues::take();
    let next = match values.field("next") {
        next if next.is_empty() => use_query_map().with_untracked(|query| query.get("next").unwrap_or_default()),
        next => next,
    };
    let problem = match values.refusal() {
        Some(ChatError::InvalidFields { errors }) => {
            let problems = errors.problems("password").iter().map(|problem| field_problem(locale, *problem));
            problems.collect::<Vec<_>>().join(". ")
        }
        _ => String::new(),
    };
    let error = values.refusal().map(|error| detail(locale, &error));
    let me = use_context::<PageContext>().and_then(|page_context| page_context.me);
    let username = me.as_ref().map(|me| me.username.clone());
    let account = me.map(|me| {
        let name = me.display_name();
        view! {
            <p class="settings-fact" translate="no"><bdi class="field-label">{name}</bdi> " · @" <bdi>{me.username}</bdi></p>
        }
    });

    view! {
        <Title text=texts.choose_password/>
        <Welcome title=texts.choose_password>
            <form class="card form" method="post" action="/new-password">
                {error.map(|error| view! { <p class="notice is-error" role="alert">{error}</p> })}
                {account}
                <p class="settings-hint">{texts.choose_password_hint}</p>
                <ReaderField/>
                <input type="hidden" name="next" value=next/>
                // Tells password managers which account the password belongs to.
                <input type="text" name="username" value=username autocomplete="username" readonly hidden/>
                <Field name="password" label=texts.settings.new_password hint=texts.password_hint kind="password"
                    problem autocomplete="new-password"/>
                <button class="button is-primary" type="submit">{texts.settings.save}</button>
            </form>
            <form class="welcome-other" method="post" action="/logout">
                <ReaderField/>
                <button class="button is-small" type="submit">{texts.sign_out}</button>
            </form>
        </Welcome>
    }
}
