//! Whether the database answers, and can be written to. Users' own writes tell, and where there are none it is tried:
//! nothing else tells of a full disk or a lost permission. It is not tried at each question, for anybody may ask.

mod shared;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use charla::ChatError;
use serde::Serialize;
use tokio::time::{Instant, timeout};

use self::shared::Shared;
use super::{Store, StoreError};

/// For each check. The database counts as away after that.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// The result of a check is reused for this time.
const CHECK_TTL: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Writes {
    Ok,
    /// Another write holds it up, and it may come through yet: of another program that locks an SQLite file, mostly.
    Waiting,
    Failing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    pub answers: bool,
    pub writes: Writes,
}

/// A failed write of a user counts for this time, unless a write of another user succeeds after it.
const FAILURE_TTL: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Writing {
    checked: Shared<Checked>,
    /// The last write of a user, where it could not be stored. The trial needs less room than a message does, and may
    /// find it where a message does not.
    failed: Mutex<Option<Instant>>,
}

impl Default for Writing {
    fn default() -> Self {
        Self { checked: Shared::new(CHECK_TTL), failed: Mutex::default() }
    }
}

impl Writing {
    /// To be told of what came of each write of a user.
    pub fn note<T>(&self, outcome: &Result<T, ChatError>) {
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

    pub async fn check(&self, store: &dyn Store) -> Checked {
        let checked = self.checked.get(async || check(store).await).await;
        let writes = if self.has_failed() { Writes::Failing } else { checked.writes };
        Checked { writes, ..checked }
    }
}

async fn check(store: &dyn Store) -> Checked {
    let answers = timeout(CHECK_TIMEOUT, store.installation()).await.is_ok_and(|answer| answer.is_ok());
    let writes = if answers { write_check(store).await } else { Writes::Waiting };
    Checked { answers, writes }
}

async fn write_check(store: &dyn Store) -> Writes {
    match timeout(CHECK_TIMEOUT, store.write_check()).await {
        Ok(Ok(())) => Writes::Ok,
        Err(_) | Ok(Err(StoreError::Refused(ChatError::Overloaded { .. }))) => Writes::Waiting,
        Ok(Err(_)) => Writes::Failing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_write_that_failed_counts_until_one_is_stored_or_time_has_gone_by() {
        let writing = Writing::default();
        let full = Err::<(), _>(ChatError::CannotStore { retry_after: 30 });
        writing.note(&full);
        writing.note(&Err::<(), _>(ChatError::ConversationNotFound));
        assert!(writing.has_failed());
        writing.note(&Ok(()));
        assert!(!writing.has_failed());
        writing.note(&full);
        tokio::time::advance(FAILURE_TTL).await;
        assert!(!writing.has_failed());
    }
}
