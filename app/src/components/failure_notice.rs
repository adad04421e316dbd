//! In the place of what could not be fetched.

use charla::Failure;
use leptos::{ev, prelude::*};

use super::{Icon, Retries};
use crate::{
    browser,
    i18n::{failure_text, use_locale, use_texts},
    text_content::text_content,
};

/// With `retries` it is fetched again by itself, where that may succeed.
#[component]
pub(crate) fn FailureNotice(
    #[prop(into)] failure: Failure,
    #[prop(optional)] retries: Option<Retries>,
) -> impl IntoView {
    let texts = use_texts();
    let text = failure_text(use_locale(), &failure);
    // Where the chat refused for good, trying again would be refused again.
    let action = if failure.may_pass() {
        let again = move |event: ev::MouseEvent| {
            if let Some(retries) = retries
                && browser::is_plain(&event)
            {
                event.prevent_default();
                retries.again();
            }
        };
        view! { <a class="button" href="" rel="external" on:click=again>{texts.try_again}</a> }.into_any()
    } else {
        view! { <a class="button" href="/conversations">{texts.to_conversations}</a> }.into_any()
    };
    let by_itself = (retries.is_some() && failure.may_pass()).then_some(texts.tries_again);
    let notice = StoredValue::new(());
    Effect::new(move |_| {
        if let Some(retries) = retries.filter(|_| failure.may_pass()) {
            retries.wait(&failure, notice);
        }
    });
    view! {
        <div class="empty" role="alert">
            <span class="empty-icon is-failure">{Icon::Warning.view()}</span>
            <p class="empty-title" {..text_content(text)}></p>
            {by_itself.map(|hint| view! { <p class="empty-hint">{hint}</p> })}
            {action}
        </div>
    }
}
