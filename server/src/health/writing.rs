//! Whether the database can be written to. Users' own writes tell, and where there are none it is tried: nothing else
//! tells of a full disk or a lost permission. It is not tried at each question, for anybody may ask.

use std::{sync::PoisonError, time::Duration};

use charla::ChatError;
use serde::Serialize;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::PATIENCE;
use crate::store::{Store, StoreError};

/// So long one answer stands.
const FRESH: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Writes {
    Ok,
    /// Another write holds it up, and it may come through yet: of another program that locks an SQLite file, mostly.
    Waiting,
    Failing,
}

/// So long a user's write that could not be stored counts, where no other user's write was stored after it.
const REMEMBERED: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
pub struct Writing {
    /// Who asks meanwhile waits for the same answer.
    last: Mutex<Option<(Instant, Writes)>>,
    /// The last write of a user, where it could not be stored. The trial needs less room than a message does, and may
    /// find it where a message does not.
    failed: std::sync::Mutex<Option<Instant>>,
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
        failed.is_some_and(|at| at.elapsed() < REMEMBERED)
    }

    pub async fn check(&self, store: &dyn Store) -> Writes {
        if self.has_failed() {
            return Writes::Failing;
        }
        let mut last = self.last.lock().await;
        if let Some((at, writes)) = *last
            && at.elapsed() < FRESH
        {
            return writes;
        }
        let writes = match timeout(PATIENCE, store.try_write()).await {
            Ok(Ok(())) => Writes::Ok,
            Err(_) | Ok(Err(StoreError::Refused(ChatError::Overloaded { .. }))) => Writes::Waiting,
            Ok(Err(_)) => Writes::Failing,
        };
        *last = Some((Instant::now(), writes));
        writes
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
        tokio::time::advance(REMEMBERED).await;
        assert!(!writing.has_failed());
    }
}
