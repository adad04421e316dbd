//! The threads on which pages are rendered, each page on one alone.
//!
//! The reactive system takes a value that another thread has locked for one that is gone, and `Suspense`
//! looks through its children in a task of its own: on several threads at once a page now and then fails, or
//! waits for ever (<https://github.com/leptos-rs/leptos/issues/4673>). Pages share a thread all the same: where
//! one waits for the database, others go on.
//!
//! Of each requester one page is rendered at a time, and of all a few for each thread, in the order in which they
//! came: who asks for many pages has the others go first.

use std::{panic::resume_unwind, sync::Arc, thread::available_parallelism, time::Duration};

use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tokio_util::task::{AbortOnDropHandle, LocalPoolHandle};

use crate::{
    error::{fault, refusal::Refusal},
    limits::{
        Limit,
        admission::{ConcurrencyLimiter, Requester},
    },
    log::request_id,
};

/// Pages rendered on each thread at once: some of them wait for the database.
const PAGES_PER_THREAD: usize = 4;

/// Pages of one requester that wait for a renderer.
const MAX_WAITING: usize = 200;

/// Each waits this long.
const WAIT_TIMEOUT: Duration = Duration::from_secs(15);

/// As many threads as the machine has cores; they end with the last copy of this.
#[derive(Debug, Clone)]
pub struct Renderers {
    threads: LocalPoolHandle,
    places: Arc<Semaphore>,
    requesters: Arc<ConcurrencyLimiter<Requester>>,
}

impl Renderers {
    #[must_use]
    pub fn start() -> Self {
        let threads = available_parallelism().map_or(2, Into::into);
        Self {
            threads: LocalPoolHandle::new(threads),
            places: Arc::new(Semaphore::new(threads * PAGES_PER_THREAD)),
            requesters: Arc::new(ConcurrencyLimiter::new(Limit::PagesAtOnce, 1, MAX_WAITING, WAIT_TIMEOUT)),
        }
    }

    /// Who no longer waits ends it; what it has begun to fetch is finished.
    pub async fn render<F>(&self, requester: Requester, render: impl FnOnce() -> F + Send + 'static) -> Response
    where
        F: Future<Output = Response> + 'static,
    {
        // Each requester waits at one place, so that they take turns.
        let _turn = match self.requesters.acquire(requester).await {
            Ok(turn) => turn,
            Err(error) => return Refusal(error).into_response(),
        };
        let Ok(_place) = self.places.acquire().await else {
            return Refusal(fault::internal("no page is rendered any more")).into_response();
        };
        let context = request_id::context();
        let rendering = self.threads.spawn_pinned(move || request_id::under(context, render()));
        match AbortOnDropHandle::new(rendering).await {
            Ok(response) => response,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(ended) => Refusal(fault::internal(ended)).into_response(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use charla::UserId;
    use tokio::sync::watch;

    use super::*;

    #[tokio::test]
    async fn who_asks_for_many_pages_waits_for_their_own_and_others_do_not() {
        let renderers = Renderers::start();
        let (ana, luis) = (Requester::User(UserId(1)), Requester::User(UserId(2)));
        let (go_on, may_go_on) = watch::channel(false);
        let many: Vec<_> = (0..50)
            .map(|_| {
                let (renderers, mut may_go_on) = (renderers.clone(), may_go_on.clone());
                tokio::spawn(async move {
                    let page = async move || {
                        let _ = may_go_on.wait_for(|go_on| *go_on).await;
                        StatusCode::OK.into_response()
                    };
                    renderers.render(ana, page).await.status()
                })
            })
            .collect();
        tokio::task::yield_now().await;
        let other = renderers.render(luis, async || StatusCode::OK.into_response()).await;
        assert_eq!(other.status(), StatusCode::OK);
        assert!(many.iter().all(|page| !page.is_finished()), "none of those before is done");
        go_on.send(true).expect("they wait");
        for page in many {
            assert_eq!(page.await.expect("no panic"), StatusCode::OK);
        }
    }
}
