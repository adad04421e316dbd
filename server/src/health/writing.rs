//! Whether the database can be written to. It is tried, for nothing else tells of a full disk or a lost permission; but
//! not at each question, for anybody may ask.

use std::time::Duration;

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

#[derive(Debug, Default)]
pub struct Writing {
    /// Who asks meanwhile waits for the same answer.
    last: Mutex<Option<(Instant, Writes)>>,
}

impl Writing {
    pub async fn check(&self, store: &dyn Store) -> Writes {
        let mut last = self.last.lock().await;
        if let Some((at, writes)) = *last
            && at.elapsed() < FRESH
        {
            return writes;
        }
        let writes = match timeout(PATIENCE, store.try_write()).await {
            Ok(Ok(())) => Writes::Ok,
            Err(_) | Ok(Err(StoreError::Refused(charla::ChatError::Overloaded { .. }))) => Writes::Waiting,
            Ok(Err(_)) => Writes::Failing,
        };
        *last = Some((Instant::now(), writes));
        writes
    }
}
