//! The error message in place of content that could not be loaded.

use charla::Failure;
use leptos::{ev, prelude::*};

use super::{Icon, Retries};
use crate::{
    browser,
    i18n::{failure_text, use_locale, use_texts},
    text_content::text_content,
};

/// With `retries`, loading is repeated automatically if it may succeed.
#[component]
pub(crate) fn FailureNotice(
    #[prop(into)] failure: Failure,
    #[prop(optional)] retries: Option<Retries>,
) -> impl IntoView {
    let texts = use_texts();
    let text = failure_text(use_locale(), &failure);
    // After a permanent refusal another attempt would be refused, too.
    let action = if failure.may_pass() {
        let retry = move |event: ev::MouseEvent| {
            if let Some(retries) = retries
                && browser::is_plain(&event)
            {
                event.prevent_default();
                retries.retry();
            }
        };
        view! { <a class="button" href="" rel="external" on:click=retry>{texts.try_again}</a> }.into_any()
    } else {
        view! { <a class="button" href="/conversations">{texts.to_conversations}</a> }.into_any()
    };
    let automatic_hint = (retries.is_some() && failure.may_pass()).then_some(texts.tries_again);
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
            {automatic_hint.map(|hint| view! { <p class="empty-hint">{hint}</p> })}
            {action}
        </div>
    }
}
