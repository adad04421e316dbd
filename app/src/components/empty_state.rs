//! Nothing to show: what that means, and what to do.

use leptos::prelude::*;

use super::Icon;

#[component]
pub(crate) fn EmptyState(
    icon: Icon,
    title: &'static str,
    hint: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon">{icon.view()}</span>
            <p class="empty-title">{title}</p>
            <p class="empty-hint">{hint}</p>
            {children.map(|children| children())}
        </div>
    }
}
