//! Boundaries around content that waits for resources. In the browser they are `Suspense` and `Transition` of Leptos. On
//! the server, these two build the content once to find the resources that it reads, and then build it again: they cannot
//! know whether a resource is read without `await`. All our content awaits its resources inside `Suspend`, so that the
//! server can build it once, when they are there.
//!
//! Both sides number boundaries and resources alike, and write the same markup.

#[cfg(feature = "ssr")]
mod on_server;
#[cfg(feature = "ssr")]
mod server_content;

#[cfg(not(feature = "ssr"))]
pub(crate) use leptos::prelude::{Suspense as LoadingBoundary, Transition as KeepingBoundary};
#[cfg(feature = "ssr")]
pub(crate) use on_server::{Boundary as KeepingBoundary, Boundary as LoadingBoundary};

use leptos::prelude::*;

/// Returns a view in a `Suspend` that awaits nothing more. The server then renders it without looking for futures in it.
pub(crate) fn ready(view: impl RenderHtml + 'static) -> AnyView {
    #[cfg(feature = "ssr")]
    let view = server_content::ServerContent::<_, false>(view);
    view.into_any()
}
