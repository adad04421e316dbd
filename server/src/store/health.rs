//! Whether the database answers, and can be written to. Only a write finds a full disk or a lost permission, so the writes
//! of users are watched, and a check writes, too. Its result is cached, because anybody may request the health check.

mod cached;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use charla::ChatError;
use serde::Serialize;
use tokio::time::{Instant, timeout};

use self::cached::Cached;
use super::{Store, StoreError};

/// The time limit of a check. A database that takes longer counts as away.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// The result of a check is reused for this time.
const CHECK_TTL: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteHealth {
    Ok,
    /// Another write holds the lock, usually another program that uses the SQLite file. WriteHealth may succeed later.
    Waiting,
    Failing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthReport {
    pub answers: bool,
    pub writes: WriteHealth,
}

/// A failed write of a user counts for this time, unless a write of another user succeeds after it.
const FAILURE_TTL: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct DatabaseHealth {
    last_check: Cached<HealthReport>,
    /// The time of the last write of a user, if it failed. On a nearly full disk the write of the check, which is small,
    /// may succeed where a message fails.
    failed: Mutex<Option<Instant>>,
}

impl Default for DatabaseHealth {
    fn default() -> Self {
        Self { last_check: Cached::new(CHECK_TTL), failed: Mutex::default() }
    }
}

impl DatabaseHealth {
    /// Records the result of a user's write.
    pub fn record<T>(&self, outcome: &Result<T, ChatError>) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(_) => *failed = None,
            Err(ChatError::CannotStore { .. }) => *failed = Some(Instant::now()),
            Err(_) => {}
        }
    }

    fn has_failed(&self) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.is_some_and(|at| at.elapsed() < FAILURE_TTL)
    }

    pub async fn check(&self, store: &dyn Store) -> HealthReport {
        let checked = self.last_check.get(async || check(store).await).await;
        let writes = if self.has_failed() { WriteHealth::Failing } else { checked.writes };
        HealthReport { writes, ..checked }
    }
}

async fn check(store: &dyn Store) -> HealthReport {
    let answers = timeout(CHECK_TIMEOUT, store.installation()).await.is_ok_and(|answer| answer.is_ok());
    let writes = if answers { write_check(store).await } else { WriteHealth::Waiting };
    HealthReport { answers, writes }
}

async fn write_check(store: &dyn Store) -> WriteHealth {
    match timeout(CHECK_TIMEOUT, store.write_check()).await {
        Ok(Ok(())) => WriteHealth::Ok,
        Err(_) | Ok(Err(StoreError::Refused(ChatError::Overloaded { .. }))) => WriteHealth::Waiting,
        Ok(Err(_)) => WriteHealth::Failing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_failed_write_counts_until_another_succeeds_or_some_time_has_passed() {
        let health = DatabaseHealth::default();
        let full = Err::<(), _>(ChatError::CannotStore { retry_after: 30 });
        health.record(&full);
        health.record(&Err::<(), _>(ChatError::ConversationNotFound));
        assert!(health.has_failed());
        health.record(&Ok(()));
        assert!(!health.has_failed());
        health.record(&full);
        tokio::time::advance(FAILURE_TTL).await;
        assert!(!health.has_failed());
    }
}
