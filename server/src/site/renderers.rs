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

use axum::{
    body::HttpBody,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;
use tokio_util::task::{AbortOnDropHandle, LocalPoolHandle};

use crate::{
    error::{fault, refusal::Refusal},
    limits::{
        Limit,
        admission::{AnswerKind, AnswerReservation, ConcurrencyLimiter, Requester},
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
    ///
    /// Waits for room for the expected bytes first. If the page is longer, it waits again, and the next page of the requester
    /// is rendered afterwards: only one page of each requester is ever held without being counted.
    pub async fn render<F>(
        &self,
        requester: Requester,
        reservation: &AnswerReservation,
        expected_bytes: usize,
        render: impl FnOnce() -> F + Send + 'static,
    ) -> Response
    where
        F: Future<Output = Response> + 'static,
    {
        if let Err(error) = reservation.reserve_page(expected_bytes).await {
            return Refusal(error).into_response();
        }
        // Each requester waits for one place at a time, so that requesters take turns.
        let _turn = match self.requesters.acquire(requester).await {
            Ok(turn) => turn,
            Err(error) => return Refusal(error).into_response(),
        };
        let response = self.in_a_place(render).await;
        let bytes = response.body().size_hint().exact().and_then(|bytes| usize::try_from(bytes).ok());
        match reservation.fit(AnswerKind::Page, bytes.unwrap_or_default()).await {
            Ok(()) => response,
            Err(error) => Refusal(error).into_response(),
        }
    }

    /// Waits for one of the places for pages of all requesters.
    async fn in_a_place<F>(&self, render: impl FnOnce() -> F + Send + 'static) -> Response
    where
        F: Future<Output = Response> + 'static,
    {
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::http::StatusCode;
    use charla::UserId;
    use tokio::sync::watch;

    use super::*;
    use crate::{
        config::Config,
        limits::admission::{Admission, Cost},
    };

    const COST: Cost = Cost { reads: 1, answer: AnswerKind::Page };
    const LONG: usize = 100_000;

    fn admission(answer_bytes: usize) -> Admission {
        let mut config = Config::new("http://127.0.0.1".parse().expect("an origin"));
        config.answer_bytes = answer_bytes;
        Admission::new(&config)
    }

    async fn reservation(admission: &Admission, requester: Requester) -> AnswerReservation {
        let Requester::User(UserId(user)) = requester else { unreachable!("users only") };
        let address = [10, 0, u8::try_from(user).expect("few"), 1].into();
        admission.admit(requester, address, COST).await.expect("room").reservation()
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_for_which_there_is_no_room_is_not_rendered() {
        let (renderers, admission) = (Renderers::start(), admission(2 * LONG));
        let (ana, luis) = (Requester::User(UserId(1)), Requester::User(UserId(2)));
        let unread = reservation(&admission, ana).await;
        let page = async || vec![b'a'; LONG].into_response();
        assert_eq!(renderers.render(ana, &unread, LONG, page).await.status(), StatusCode::OK);

        let rendered = Arc::new(AtomicUsize::new(0));
        let counting = |rendered: &Arc<AtomicUsize>| {
            let rendered = rendered.clone();
            move || {
                rendered.fetch_add(1, Ordering::Relaxed);
                async { vec![b'a'; LONG].into_response() }
            }
        };
        let room = reservation(&admission, luis).await;
        let refused = renderers.render(luis, &room, LONG, counting(&rendered)).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(rendered.load(Ordering::Relaxed), 0);
        drop(unread);
        assert_eq!(renderers.render(luis, &room, LONG, counting(&rendered)).await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_user_with_many_pages_waits_and_other_users_do_not() {
        let renderers = Renderers::start();
        let (ana, luis) = (Requester::User(UserId(1)), Requester::User(UserId(2)));
        let admission = admission(64 * 1_024 * 1_024);
        let room = reservation(&admission, ana).await;
        let (go_on, may_go_on) = watch::channel(false);
        let many: Vec<_> = (0..50)
            .map(|_| {
                let (renderers, room, mut may_go_on) = (renderers.clone(), room.clone(), may_go_on.clone());
                tokio::spawn(async move {
                    let page = async move || {
                        let _ = may_go_on.wait_for(|go_on| *go_on).await;
                        StatusCode::OK.into_response()
                    };
                    renderers.render(ana, &room, 0, page).await.status()
                })
            })
            .collect();
        tokio::task::yield_now().await;
        let other = renderers
            .render(luis, &reservation(&admission, luis).await, 0, async || StatusCode::OK.into_response())
            .await;
        assert_eq!(other.status(), StatusCode::OK);
        assert!(many.iter().all(|page| !page.is_finished()), "none of those before is done");
        go_on.send(true).expect("they wait");
        for page in many {
            assert_eq!(page.await.expect("no panic"), StatusCode::OK);
        }
    }
}
