//! The boundaries on the server.

use leptos::{
    children::{TypedChildren, ViewFnOnce},
    prelude::*,
    tachys::reactive_graph::OwnedView,
};

use super::awaited::Awaited;

/// Shows `fallback` whenever the content loads.
#[component]
pub(crate) fn LoadingBoundary<Content>(
    #[prop(optional, into)] fallback: ViewFnOnce,
    children: TypedChildren<Content>,
) -> impl IntoView
where
    Content: IntoView + Send + 'static,
{
    boundary(fallback, children)
}

/// Shows `fallback` when the content loads for the first time; then the old content stays until the new one is there.
#[component]
pub(crate) fn KeepingBoundary<Content>(
    #[prop(optional, into)] fallback: ViewFnOnce,
    children: TypedChildren<Content>,
) -> impl IntoView
where
    Content: IntoView + Send + 'static,
{
    boundary(fallback, children)
}

fn boundary<Content>(fallback: ViewFnOnce, children: TypedChildren<Content>) -> impl IntoView
where
    Content: IntoView + Send + 'static,
{
    Owner::new().with(|| {
        if let Some(hydration) = Owner::current_shared_context() {
            let _ = hydration.next_id();
        }
        // The browser creates it, too, before the content.
        drop(fallback.run());
        OwnedView::new(Awaited(children.into_inner()()))
    })
}
