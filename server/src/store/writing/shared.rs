//! An answer that stands for a while: whoever asks meanwhile is given the same, and whoever asks while it is found
//! waits for it.

use std::time::Duration;

use tokio::{sync::Mutex, time::Instant};

#[derive(Debug)]
pub(super) struct Shared<T> {
    stands: Duration,
    last: Mutex<Option<(Instant, T)>>,
}

impl<T: Copy> Shared<T> {
    pub(super) fn new(stands: Duration) -> Self {
        Self { stands, last: Mutex::default() }
    }

    pub(super) async fn get(&self, find: impl AsyncFnOnce() -> T) -> T {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < self.stands
        {
            return answer;
        }
        let answer = find().await;
        *last = Some((Instant::now(), answer));
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::future::join_all;
    use tokio::time::{advance, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_cost_as_much_as_one() {
        let (shared, found) = (Shared::new(Duration::from_secs(2)), AtomicU32::new(0));
        let find = async || {
            sleep(Duration::from_secs(1)).await;
            found.fetch_add(1, Ordering::Relaxed) + 1
        };
        let flood = async || join_all((0..1_000).map(|_| shared.get(find))).await;
        assert!(flood().await.iter().all(|answer| *answer == 1));
        assert!(flood().await.iter().all(|answer| *answer == 1), "it stands");
        advance(Duration::from_secs(2)).await;
        assert!(flood().await.iter().all(|answer| *answer == 2), "not for ever");
    }
}
