//! What is committed is moved from the write-ahead log into the file, beside the writer: a commit waits for its own
//! frames to be on the disk, and not for pages that earlier ones changed.

use std::{sync::Arc, time::Duration};

use sqlx::SqlitePool;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::task::AbortOnDropHandle;

/// More often would write pages that are about to change again.
const EVERY: Duration = Duration::from_secs(1);

/// A log of so many frames of 4 kB is begun anew, for which the writer has to wait. By itself it is where the writer
/// rests for a moment.
const LONG: i64 = 16_000;

/// The writer does not wait for more frames than these …
const FEW: i64 = 1_000;

/// … unless the log became so long.
const TOO_LONG: i64 = 4 * LONG;

/// Turns that it is given to come so near to the writer.
const TRIES: u32 = 4;

/// Ends with the last of its clones.
#[derive(Debug, Clone)]
pub(super) struct Checkpoints {
    own: SqlitePool,
    _task: Arc<AbortOnDropHandle<()>>,
}

impl Checkpoints {
    /// With a pool of one connection, which nobody else uses, and the writer's.
    pub(super) fn start(own: SqlitePool, writer: SqlitePool) -> Self {
        let task = tokio::spawn(keep(own.clone(), writer));
        Self { own, _task: Arc::new(AbortOnDropHandle::new(task)) }
    }

    pub(super) async fn close(&self) {
        self.own.close().await;
    }
}

async fn keep(own: SqlitePool, writer: SqlitePool) {
    let mut rounds = interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !own.is_closed() {
        rounds.tick().await;
        match checkpoint(&own, &writer).await {
            Ok(()) | Err(sqlx::Error::PoolClosed) => {}
            Err(error) => tracing::warn!(%error, "the write-ahead log grows: nothing of it can be moved now"),
        }
    }
}

async fn checkpoint(own: &SqlitePool, writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let (mut frames, mut left) = passive(own).await?;
    // What was committed meanwhile is less each time.
    for _ in 0..TRIES {
        if frames > LONG && left >= FEW {
            (frames, left) = passive(own).await?;
        }
    }
    // Where a reader, such as a backup, needs what is in the log, waiting for it would be in vain.
    if frames > TOO_LONG || (frames > LONG && left < FEW) {
        // In turn with those who write, who leave SQLite's own lock free for too short a time to find it so.
        let turn = writer.acquire().await?;
        sqlx::query("pragma wal_checkpoint(restart)").execute(own).await?;
        drop(turn);
    }
    Ok(())
}

/// The frames of the log, and those of them that were not moved.
async fn passive(own: &SqlitePool) -> Result<(i64, i64), sqlx::Error> {
    let (_, frames, moved): (i64, i64, i64) = sqlx::query_as("pragma wal_checkpoint(passive)").fetch_one(own).await?;
    Ok((frames, frames - moved))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::store::{Durability, sqlite::connections::Connections};

    #[tokio::test]
    async fn what_is_committed_moves_into_the_file_beside_the_writer() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        let url = format!("sqlite:{}", file.display());
        let connections = Connections::open(&url, Durability::Full).await.expect("it opens");
        let writer = connections.writer();
        let by_itself: i64 =
            sqlx::query_scalar("pragma wal_autocheckpoint").fetch_one(writer).await.expect("an answer");
        assert_eq!(by_itself, 0, "the writer has no part in it");

        sqlx::query("create table ballast (weight blob)").execute(writer).await.expect("a table");
        for _ in 0..10 {
            sqlx::query("insert into ballast values (zeroblob(1000000))").execute(writer).await.expect("a row");
        }
        let moves = async {
            while fs::metadata(&file).expect("a file").len() < 10_000_000 {
                tokio::time::sleep(super::EVERY / 10).await;
            }
        };
        tokio::time::timeout(30 * super::EVERY, moves).await.expect("it has moved");
    }
}
