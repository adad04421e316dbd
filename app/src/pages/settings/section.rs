//! A section of the settings page, with the result of its form.

use charla::ChatError;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::{detail, field_problem, use_locale, use_texts},
    page_context::FormValues,
};

/// The result of the submitted form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    values: FormValues,
    saved: StoredValue<String>,
}

impl Outcome {
    pub(super) fn take() -> Self {
        let saved = use_query_map().with_untracked(|query| query.get("saved").unwrap_or_default());
        Self { values: FormValues::take(), saved: StoredValue::new(saved) }
    }

    fn is_saved(self, section: &str) -> bool {
        self.saved.with_value(|saved| saved == section)
    }

    pub(super) fn refusal(self, section: &str) -> Option<ChatError> {
        self.values.refusal().filter(|_| self.values.field("section") == section)
    }

    /// Returns the submitted value if the form of the section was refused, otherwise `stored`.
    pub(super) fn field(self, section: &str, name: &str, stored: &str) -> String {
        if self.refusal(section).is_some() { self.values.field(name) } else { stored.to_owned() }
    }

    /// Returns the error message of a field; empty if it is valid.
    pub(super) fn problem(self, section: &str, name: &str) -> String {
        let locale = use_locale();
        let Some(ChatError::InvalidFields { errors }) = self.refusal(section) else { return String::new() };
        let problems: Vec<_> = errors.problems(name).iter().map(|problem| field_problem(locale, *problem)).collect();
        problems.join(". ")
    }
}

/// `name` identifies the section in forms and links.
#[component]
pub(super) fn Section(
    name: &'static str,
    title: &'static str,
    outcome: Outcome,
    /// The message after a successful submission.
    #[prop(optional)]
    done: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let done = done.unwrap_or(use_texts().settings.saved);
    let heading = format!("{name}-title");
    let labelled_by = heading.clone();
    view! {
        <section id=name class="card settings-section" aria-labelledby=labelled_by>
            <h2 class="settings-title" id=heading>{title}</h2>
            {outcome.is_saved(name).then(|| view! { <p class="notice is-done" role="status">{done}</p> })}
            {outcome.refusal(name).map(|error| {
                view! { <p class="notice is-error" role="alert">{detail(locale, &error)}</p> }
            })}
            {children()}
        </section>
    }
}
