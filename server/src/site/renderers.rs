//! The threads that render pages. A page stays on one thread.
//!
//! The reactive system treats a value that another thread has locked as disposed, and `Suspense` inspects its children in
//! a separate task: rendered on several threads, a page sometimes fails, or never completes
//! (<https://github.com/leptos-rs/leptos/issues/4673>). Several pages can share a thread: while one waits for the
//! database, others continue.
//!
//! One page of each requester is rendered at a time, and a few in all for each thread, in the order of the requests. A
//! requester with many pages therefore does not delay others.

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

/// How long a page waits.
const WAIT_TIMEOUT: Duration = Duration::from_secs(15);

/// As many threads as the machine has cores. They end when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Renderers {
    threads: LocalPoolHandle,
    places: Arc<Semaphore>,
    requesters: Arc<ConcurrencyLimiter<Requester>>,
}

impl Renderers {
    pub fn start() -> Self {
        let threads = available_parallelism().map_or(2, Into::into);
        Self {
            threads: LocalPoolHandle::new(threads),
            places: Arc::new(Semaphore::new(threads * PAGES_PER_THREAD)),
            requesters: Arc::new(ConcurrencyLimiter::new(Limit::PagesAtOnce, 1, MAX_WAITING, WAIT_TIMEOUT)),
        }
    }

    /// Renders a page. Rendering stops if the client disconnects, but data that is being fetched is fetched to the end.
    pub async fn render<F>(&self, requester: Requester, render: impl FnOnce() -> F + Send + 'static) -> Response
    where
        F: Future<Output = Response> + 'static,
    {
        // Each requester waits for one place at a time, so that requesters take turns.
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
    async fn a_user_with_many_pages_waits_and_other_users_do_not() {
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
