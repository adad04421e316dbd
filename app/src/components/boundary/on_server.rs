//! The boundary on the server, where nothing is ever loaded again.

use leptos::{
    children::{TypedChildren, ViewFnOnce},
    prelude::*,
    tachys::reactive_graph::OwnedView,
};

use super::server_content::ServerContent;

/// Awaits its content; `fallback` is for the browser.
#[component]
pub(crate) fn Boundary<Content>(
    #[prop(optional, into)] fallback: ViewFnOnce,
    children: TypedChildren<Content>,
) -> impl IntoView
where
    Content: IntoView + Send + 'static,
{
    Owner::new().with(|| {
        if let Some(hydration) = Owner::current_shared_context() {
            let _ = hydration.next_id();
        }
        // The browser creates it, too, before the content.
        drop(fallback.run());
        OwnedView::new(ServerContent::<_, true>(children.into_inner()()))
    })
}
