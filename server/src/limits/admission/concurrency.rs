//! Limits concurrency by key. Further requests of a key wait in order.

use std::{
    collections::HashMap,
    fmt::Debug,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use charla::ChatError;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::limits::{Limit, LimitKey, Refusals};

/// Seconds after which a client may try again.
const RETRY_AFTER: u32 = 1;

/// A limiter by key. A key is forgotten with its last permit.
#[derive(Debug)]
pub struct ConcurrencyLimiter<K> {
    at_once: usize,
    waiting: usize,
    patience: Duration,
    refusals: Refusals,
    keys: Mutex<HashMap<K, Queue>>,
}

#[derive(Debug)]
struct Queue {
    permits: Arc<Semaphore>,
    /// Number of requests that have a permit or wait for one.
    users: usize,
}

/// The right to run. Dropping it lets the next request run.
#[derive(Debug)]
pub struct Permit {
    _permit: OwnedSemaphorePermit,
    /// Dropped after the permit, so that a waiting request gets the permit before its queue may be forgotten.
    _place: Box<dyn Debug + Send + Sync>,
}

/// A place in the queue of its key.
#[derive(Debug)]
struct QueuePlace<K: Key> {
    key: K,
    limiter: Arc<ConcurrencyLimiter<K>>,
}

pub trait Key: LimitKey + Copy + Eq + Hash + Debug + Send + Sync + 'static {}

impl<K: LimitKey + Copy + Eq + Hash + Debug + Send + Sync + 'static> Key for K {}

impl<K: Key> ConcurrencyLimiter<K> {
    pub fn new(limit: Limit, at_once: usize, waiting: usize, patience: Duration) -> Self {
        Self { at_once, waiting, patience, refusals: Refusals::of(limit), keys: Mutex::default() }
    }

    /// Waits for a permit.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if too many requests of this key wait already, [`ChatError::Overloaded`] if it takes
    /// too long.
    pub async fn acquire(self: &Arc<Self>, key: K) -> Result<Permit, ChatError> {
        let Some((permits, place)) = self.queue(key) else {
            return Err(self.refusals.refuse(&key, Duration::from_secs(RETRY_AFTER.into())));
        };
        match timeout(self.patience, permits.acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Permit { _permit: permit, _place: Box::new(place) }),
            _ => {
                self.refusals.log(&key);
                Err(ChatError::Overloaded { retry_after: RETRY_AFTER })
            }
        }
    }

    fn queue(self: &Arc<Self>, key: K) -> Option<(Arc<Semaphore>, QueuePlace<K>)> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let queue =
            keys.entry(key).or_insert_with(|| Queue { permits: Arc::new(Semaphore::new(self.at_once)), users: 0 });
        if queue.users >= self.at_once + self.waiting {
            return None;
        }
        queue.users += 1;
        Some((Arc::clone(&queue.permits), QueuePlace { key, limiter: Arc::clone(self) }))
    }
}

impl<K: Key> Drop for QueuePlace<K> {
    fn drop(&mut self) {
        let mut keys = self.limiter.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = keys.get_mut(&self.key) {
            queue.users -= 1;
            if queue.users == 0 {
                keys.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{runtime, task::yield_now};

    use super::*;
    use crate::log::captured_log::captured_log;

    #[tokio::test(start_paused = true)]
    async fn further_requests_of_a_key_wait_and_other_keys_do_not() {
        let limiter = Arc::new(ConcurrencyLimiter::new(Limit::SearchesAtOnce, 1, 1, Duration::from_secs(5)));
        let first = limiter.acquire("ana").await.expect("the first");
        let waits = tokio::spawn({
            let limiter = Arc::clone(&limiter);
            async move { limiter.acquire("ana").await.map(drop) }
        });
        yield_now().await;
        assert!(limiter.acquire("ana").await.is_err(), "no more than that may wait");
        assert!(limiter.acquire("luis").await.is_ok(), "others have their own");
        drop(first);
        assert_eq!(waits.await.expect("no panic"), Ok(()));
        assert!(limiter.keys.lock().expect("no panic").is_empty(), "the idle are forgotten");
    }

    #[test]
    fn refusals_and_timeouts_are_logged() {
        let runtime =
            runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        let is_logged = |waiting| {
            let limiter = Arc::new(ConcurrencyLimiter::new(Limit::SearchesAtOnce, 1, waiting, Duration::from_secs(5)));
            let log = captured_log(|| {
                runtime.block_on(async {
                    let _first = limiter.acquire("ana").await.expect("the first");
                    assert!(limiter.acquire("ana").await.is_err());
                });
            });
            log.contains("event=\"limit met\" limit=\"searches at once\"") && !log.contains("ana")
        };
        assert!(is_logged(0) && is_logged(1));
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_has_a_timeout() {
        let limiter = Arc::new(ConcurrencyLimiter::new(Limit::SearchesAtOnce, 1, 1, Duration::from_secs(5)));
        let _first = limiter.acquire("ana").await.expect("the first");
        let refused = limiter.acquire("ana").await.err();
        assert_eq!(refused, Some(ChatError::Overloaded { retry_after: RETRY_AFTER }));
    }
}
