//! What is committed is moved from the write-ahead log into the file, beside the writer: a commit waits for its own
//! frames to be on the disk, and not for pages that earlier ones changed.

use std::{sync::Arc, time::Duration};

use sqlx::SqlitePool;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::task::AbortOnDropHandle;

/// A shorter interval would write pages that are about to change again.
const CHECKPOINT_INTERVAL: Duration = Duration::from_secs(1);

/// In frames of 4 kB.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// A log of so many is begun anew, for which the writer has to wait. By itself it is where the writer rests for a
    /// moment.
    long: i64,
    /// The writer does not wait for more than these to be moved …
    few: i64,
    /// … unless the log became so long: the disk does not keep up, and who writes has to.
    too_long: i64,
}

const LIMITS: Limits = Limits { long: 16_000, few: 1_000, too_long: 64_000 };

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
        let keeper = Keeper { own: own.clone(), writer, limits: LIMITS, begun_anew_at: 0, warned_at: 0 };
        Self { own, _task: Arc::new(AbortOnDropHandle::new(tokio::spawn(keeper.keep()))) }
    }

    pub(super) async fn close(&self) {
        self.own.close().await;
    }
}

struct Keeper {
    own: SqlitePool,
    writer: SqlitePool,
    limits: Limits,
    /// How long the log was when the next commit was to begin it anew.
    begun_anew_at: i64,
    /// How long it was when somebody was warned.
    warned_at: i64,
}

/// Frames of the log, and those of them that stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Log {
    frames: i64,
    moved: i64,
}

impl Keeper {
    async fn keep(mut self) {
        let mut rounds = interval(CHECKPOINT_INTERVAL);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !self.own.is_closed() {
            rounds.tick().await;
            match self.checkpoint().await {
                Ok(()) | Err(sqlx::Error::PoolClosed) => {}
                Err(error) => tracing::warn!(%error, "the write-ahead log is not cleared up"),
            }
        }
    }

    async fn checkpoint(&mut self) -> Result<(), sqlx::Error> {
        let Limits { long, few, too_long } = self.limits;
        let mut log = self.passive().await?;
        if log.frames <= long {
            self.warned_at = 0;
            return Ok(());
        }
        if log.frames == self.begun_anew_at {
            return Ok(());
        }
        // What was committed meanwhile is less each time.
        for _ in 0..TRIES {
            if log.frames - log.moved < few {
                break;
            }
            let before = std::mem::replace(&mut log, self.passive().await?);
            if log.moved == before.moved {
                self.warn(log);
                return Ok(());
            }
        }
        if log.frames > too_long || log.frames - log.moved < few {
            // In turn with those who write, who leave SQLite's own lock free for too short a time to find it so.
            let turn = self.writer.acquire().await?;
            let (is_busy, frames, _): (i64, i64, i64) =
                sqlx::query_as("pragma wal_checkpoint(restart)").fetch_one(&self.own).await?;
            drop(turn);
            if is_busy == 0 {
                self.begun_anew_at = frames;
            }
        }
        Ok(())
    }

    /// Beside those who read and write.
    async fn passive(&self) -> Result<Log, sqlx::Error> {
        let (_, frames, moved): (i64, i64, i64) =
            sqlx::query_as("pragma wal_checkpoint(passive)").fetch_one(&self.own).await?;
        Ok(Log { frames, moved })
    }

    /// A reader, such as a backup, needs what is in the log: waiting for it would be in vain.
    fn warn(&mut self, log: Log) {
        if log.frames > self.limits.too_long.max(2 * self.warned_at) {
            self.warned_at = log.frames;
            tracing::warn!(frames = log.frames, "somebody has been reading for long: until then the log grows");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sqlx::SqlitePool;
    use tempfile::TempDir;

    use super::*;
    use crate::store::{Durability, sqlite::connections::Connections};

    async fn open() -> (TempDir, Connections) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("charla.db").display());
        let connections = Connections::open(&url, Durability::Full).await.expect("it opens");
        sqlx::query("create table ballast (weight blob)").execute(connections.writer()).await.expect("a table");
        (folder, connections)
    }

    async fn write(writer: &SqlitePool, bytes: u32) {
        sqlx::query("insert into ballast values (zeroblob($1))").bind(bytes).execute(writer).await.expect("a row");
    }

    #[tokio::test]
    async fn what_is_committed_moves_into_the_file_beside_the_writer() {
        let (folder, connections) = open().await;
        let writer = connections.writer();
        let by_itself: i64 =
            sqlx::query_scalar("pragma wal_autocheckpoint").fetch_one(writer).await.expect("an answer");
        assert_eq!(by_itself, 0, "the writer has no part in it");

        for _ in 0..10 {
            write(writer, 1_000_000).await;
        }
        let moves = async {
            while fs::metadata(folder.path().join("charla.db")).expect("a file").len() < 10_000_000 {
                tokio::time::sleep(CHECKPOINT_INTERVAL / 10).await;
            }
        };
        tokio::time::timeout(30 * CHECKPOINT_INTERVAL, moves).await.expect("it has moved");
    }

    /// Of a database of its own, where nobody else clears up.
    async fn keeper(limits: Limits) -> (TempDir, Keeper) {
        let (folder, connections) = open().await;
        connections.close().await;
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(folder.path().join("charla.db"))
            .busy_timeout(Duration::from_millis(50))
            .pragma("wal_autocheckpoint", "0");
        let pool = async || SqlitePool::connect_with(options.clone()).await.expect("a pool");
        (folder, Keeper { own: pool().await, writer: pool().await, limits, begun_anew_at: 0, warned_at: 0 })
    }

    #[tokio::test]
    async fn a_long_log_is_begun_anew_with_the_next_commit() {
        let (_folder, mut keeper) = keeper(Limits { long: 100, few: 10, too_long: 400 }).await;
        write(&keeper.writer, 1_000_000).await;
        assert!(keeper.passive().await.expect("a log").frames > 200);
        keeper.checkpoint().await.expect("a checkpoint");
        write(&keeper.writer, 1).await;
        assert!(keeper.passive().await.expect("a log").frames < 10);
    }

    #[tokio::test]
    async fn who_writes_does_not_wait_for_somebody_who_reads_for_long() {
        let (_folder, mut keeper) = keeper(Limits { long: 100, few: 10, too_long: 400 }).await;
        let mut reader = keeper.writer.begin().await.expect("a transaction");
        sqlx::query("select count(*) from ballast").execute(&mut *reader).await.expect("an answer");
        write(&keeper.writer, 10_000_000).await;
        // Who would need the writer's turn now would not get it.
        let mut turns = Vec::new();
        while let Some(turn) = keeper.writer.try_acquire() {
            turns.push(turn);
        }
        keeper.checkpoint().await.expect("it does not wait");
        assert!(keeper.warned_at > 400, "somebody is told");
    }
}
