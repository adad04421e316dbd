//! The login page: a plain form, with and without scripts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Field, Welcome},
    i18n::{page_detail, use_locale, use_texts},
    page_context::FormValues,
};

#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let values = FormValues::take();
    let next = match values.field("next") {
        next if next.is_empty() => use_query_map().with_untracked(|query| query.get("next").unwrap_or_default()),
        next => next,
    };
    let error = values.refusal().map(|error| page_detail(locale, &error));
    // A message whose sender must sign in first is kept in the form.
    let message = values.field("content");
    let writer = values.field("writer");
    let has_ended =
        error.is_none() && message.is_empty() && use_query_map().with_untracked(|query| query.get("ended").is_some());

    view! {
        <Title text=texts.sign_in/>
        <Welcome title=texts.welcome_back waits=!message.is_empty()>
            <form class="card form" method="post" action="/login">
                {error.map(|error| view! { <p class="notice is-error" role="alert">{error}</p> })}
                {has_ended.then(|| view! { <p class="notice" role="status">{texts.session_ended}</p> })}
                <input type="hidden" name="next" value=next/>
                {(!message.is_empty()).then(|| view! {
                    <p class="notice" role="status">{texts.message_is_kept}</p>
                    <input type="hidden" name="content" value=message/>
                    <input type="hidden" name="writer" value=writer/>
                })}
                <Field name="username" label=texts.username value=values.field("username") autocomplete="username"/>
                <Field name="password" label=texts.password kind="password" autocomplete="current-password"/>
                <button class="button is-primary" type="submit">{texts.sign_in}</button>
            </form>
            <p class="welcome-other">{texts.no_account_yet} " " <a href="/register" rel="external">{texts.register}</a></p>
        </Welcome>
    }
}
