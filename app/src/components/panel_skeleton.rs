//! Placeholder rows while a list is being loaded.

use leptos::prelude::*;

#[component]
pub(crate) fn PanelSkeleton() -> impl IntoView {
    view! {
        <ul class="rows" aria-hidden="true">
            {(0..6).map(|_| view! { <li class="row is-skeleton"><span class="avatar"></span></li> }).collect_view()}
        </ul>
    }
}
