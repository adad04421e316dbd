//! The panel while nothing is known yet.

use leptos::prelude::*;

#[component]
pub(super) fn PanelSkeleton() -> impl IntoView {
    view! {
        <ul class="rows" aria-hidden="true">
            {(0..6).map(|_| view! { <li class="row is-skeleton"><span class="avatar"></span></li> }).collect_view()}
        </ul>
    }
}
