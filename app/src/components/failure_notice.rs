//! In the place of what could not be fetched.

use leptos::prelude::*;

use super::Icon;
use crate::{
    failure::Failure,
    i18n::{failure_text, use_locale, use_texts},
};

#[component]
pub(crate) fn FailureNotice(failure: Failure) -> impl IntoView {
    let texts = use_texts();
    // Where the chat refused, trying again would be refused again.
    let action = match &failure {
        Failure::Refused(_) => {
            view! { <a class="button" href="/conversations">{texts.to_conversations}</a> }.into_any()
        }
        Failure::Unreachable => view! { <a class="button" href="" rel="external">{texts.try_again}</a> }.into_any(),
    };
    view! {
        <div class="empty" role="alert">
            <span class="empty-icon">{Icon::Warning.view()}</span>
            <p class="empty-title">{failure_text(use_locale(), &failure)}</p>
            {action}
        </div>
    }
}
