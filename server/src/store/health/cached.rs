//! A value that is cached for some time. While it is computed, all callers wait for the same computation.

use std::time::Duration;

use tokio::{sync::Mutex, time::Instant};

#[derive(Debug)]
pub(super) struct Cached<T> {
    ttl: Duration,
    last: Mutex<Option<(Instant, T)>>,
}

impl<T: Copy> Cached<T> {
    pub(super) fn new(ttl: Duration) -> Self {
        Self { ttl, last: Mutex::default() }
    }

    pub(super) async fn get(&self, compute: impl AsyncFnOnce() -> T) -> T {
        let mut last = self.last.lock().await;
        if let Some((at, value)) = *last
            && at.elapsed() < self.ttl
        {
            return value;
        }
        let value = compute().await;
        *last = Some((Instant::now(), value));
        value
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::future::join_all;
    use tokio::time::{advance, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_callers_share_one_computation() {
        let (cached, computed) = (Cached::new(Duration::from_secs(2)), AtomicU32::new(0));
        let compute = async || {
            sleep(Duration::from_secs(1)).await;
            computed.fetch_add(1, Ordering::Relaxed) + 1
        };
        let flood = async || join_all((0..1_000).map(|_| cached.get(compute))).await;
        assert!(flood().await.iter().all(|value| *value == 1));
        assert!(flood().await.iter().all(|value| *value == 1), "it is cached");
        advance(Duration::from_secs(2)).await;
        assert!(flood().await.iter().all(|value| *value == 2), "it is computed again");
    }
}
