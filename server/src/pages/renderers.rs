//! The threads on which pages are rendered, each page on one alone.
//!
//! The reactive system takes a value that another thread has locked for one that is gone, and `Suspense`
//! looks through its children in a task of its own: on several threads at once a page now and then fails, or
//! waits for ever (<https://github.com/leptos-rs/leptos/issues/4673>). Pages share a thread all the same: where
//! one waits for the database, others go on.

use std::{panic::resume_unwind, thread::available_parallelism};

use axum::response::{IntoResponse, Response};
use tokio_util::task::{AbortOnDropHandle, LocalPoolHandle};

use crate::{fault, refusal::Refusal, request_id};

/// As many threads as the machine has cores; they end with the last copy of this.
#[derive(Debug, Clone)]
pub struct Renderers(LocalPoolHandle);

impl Renderers {
    #[must_use]
    pub fn start() -> Self {
        Self(LocalPoolHandle::new(available_parallelism().map_or(2, Into::into)))
    }

    /// Who no longer waits ends it; what it has begun to fetch is finished.
    pub async fn render<F>(&self, render: impl FnOnce() -> F + Send + 'static) -> Response
    where
        F: Future<Output = Response> + 'static,
    {
        let context = request_id::context();
        let rendering = self.0.spawn_pinned(move || request_id::under(context, render()));
        match AbortOnDropHandle::new(rendering).await {
            Ok(response) => response,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(ended) => Refusal(fault::internal(ended)).into_response(),
            },
        }
    }
}
