//! A conversation while nothing is known yet.

use leptos::prelude::*;

#[component]
pub(crate) fn ChatSkeleton() -> impl IntoView {
    view! {
        <section class="chat is-skeleton" aria-hidden="true">
            <header class="chat-head"><span class="avatar"></span></header>
            <div class="log"></div>
        </section>
    }
}
