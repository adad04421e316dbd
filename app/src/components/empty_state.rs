//! The placeholder of an empty list, with a hint what to do.

use leptos::prelude::*;

use super::Icon;
use crate::text_content::text_content;

#[component]
pub(crate) fn EmptyState(
    icon: Icon,
    title: &'static str,
    hint: &'static str,
    /// The title is the heading of the whole page.
    #[prop(optional)]
    is_page: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon">{icon.view()}</span>
            {if is_page {
                view! { <h1 class="empty-title" {..text_content(title)}></h1> }.into_any()
            } else {
                view! { <p class="empty-title" {..text_content(title)}></p> }.into_any()
            }}
            <p class="empty-hint" {..text_content(hint)}></p>
            {children.map(|children| children())}
        </div>
    }
}
