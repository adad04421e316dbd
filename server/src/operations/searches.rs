//! Limits on concurrent searches. A search occupies a database connection and a processor for a while, so each user has
//! one at a time, and all users together leave a processor for everything else.

use std::{
    sync::Arc,
    thread::available_parallelism,
    time::{Duration, Instant},
};

use charla::{ChatError, UserId};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{
    config::Rate,
    limits::{
        Limit, Limiter, Refusals,
        admission::{ConcurrencyLimiter, Permit},
    },
};

/// Searches of one user that wait: a user who is typing starts several.
const MAX_WAITING: usize = 10;

/// A search waits this long for others of the same user, and then as long for those of other users.
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);

const RETRY_AFTER_SECONDS: u32 = 2;

#[derive(Debug)]
pub(super) struct SearchLimiter {
    rate: Limiter<UserId>,
    of_user: Arc<ConcurrencyLimiter<UserId>>,
    /// First come, first served; each user takes one permit at most.
    of_all: Arc<Semaphore>,
    refusals: Refusals,
}

/// The permission to search. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _of_user: Permit,
    _of_all: OwnedSemaphorePermit,
}

impl SearchLimiter {
    pub(super) fn new(rate: Rate) -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self::with_concurrency(rate, processors.saturating_sub(1).max(1))
    }

    fn with_concurrency(rate: Rate, concurrent: usize) -> Self {
        let of_user = ConcurrencyLimiter::new(Limit::SearchesAtOnce, 1, MAX_WAITING, WAIT_TIMEOUT);
        Self {
            rate: Limiter::new(Limit::SearchLimiter, rate),
            of_user: Arc::new(of_user),
            of_all: Arc::new(Semaphore::new(concurrent)),
            refusals: Refusals::of(Limit::SearchesOfAll),
        }
    }

    /// Waits for the turn of a search.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if the user searches too often, [`ChatError::Overloaded`] if other searches take too
    /// long.
    pub(super) async fn begin(&self, me: UserId) -> Result<Turn, ChatError> {
        self.rate.take(me, Instant::now())?;
        let of_user = self.of_user.acquire(me).await?;
        match timeout(WAIT_TIMEOUT, Arc::clone(&self.of_all).acquire_owned()).await {
            Ok(Ok(of_all)) => Ok(Turn { _of_user: of_user, _of_all: of_all }),
            _ => {
                self.refusals.log(&me);
                Err(ChatError::Overloaded { retry_after: RETRY_AFTER_SECONDS })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;

    use super::*;

    const MANY: Rate = Rate { burst: 100, every: Duration::from_millis(1) };

    #[tokio::test(start_paused = true)]
    async fn users_take_turns_however_much_one_of_them_searches() {
        let searches = Arc::new(SearchLimiter::with_concurrency(MANY, 1));
        let begin = |user| {
            let searches = Arc::clone(&searches);
            tokio::spawn(async move { searches.begin(UserId(user)).await })
        };
        let first = searches.begin(UserId(1)).await.expect("the first");
        let more: Vec<_> = (0..5).map(|_| begin(1)).collect();
        yield_now().await;
        let other = begin(2);
        yield_now().await;
        assert!(!other.is_finished(), "a processor is left for everything else");
        drop(first);
        let turn = other.await.expect("no panic");
        assert!(turn.is_ok());
        assert_eq!(
            more.iter().filter(|search| search.is_finished()).count(),
            0,
            "each of them waits for the one before"
        );
        drop(turn);
        for search in more {
            assert!(search.await.expect("no panic").is_ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_search_that_waits_too_long_is_refused() {
        let searches = SearchLimiter::with_concurrency(MANY, 1);
        let _first = searches.begin(UserId(1)).await.expect("the first");
        let refused = searches.begin(UserId(2)).await.err();
        assert_eq!(refused, Some(ChatError::Overloaded { retry_after: RETRY_AFTER_SECONDS }));
    }
}
