//! A form field: label, input, hint and error message.

use leptos::prelude::*;

#[component]
pub(crate) fn Field(
    name: &'static str,
    label: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] value: String,
    /// The error message; empty if the value is valid.
    #[prop(optional)]
    problem: String,
    autocomplete: &'static str,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let problem_id = format!("{name}-problem");
    let hint_id = format!("{name}-hint");
    let is_wrong = !problem.is_empty();
    // The error replaces the hint, which would say the same again.
    let hint = hint.filter(|_| !is_wrong);
    let described_by = if is_wrong { Some(problem_id.clone()) } else { hint.map(|_| hint_id.clone()) };
    let capitals = if autocomplete.ends_with("-name") { "words" } else { "none" };
    view! {
        <p class="field">
            <label class="field-label" for=name>{label}</label>
            <input class="field-input" type=kind id=name name=name value=value autocomplete=autocomplete
                autocapitalize=capitals required=!optional
                aria-invalid=is_wrong.then_some("true") aria-describedby=described_by/>
            {is_wrong.then(|| view! { <span class="field-problem" id=problem_id>{problem}</span> })}
            {hint.map(|hint| view! { <span class="field-hint" id=hint_id>{hint}</span> })}
        </p>
    }
}
