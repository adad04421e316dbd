//! Checkpoints copy committed pages from the write-ahead log into the database file. They run on a connection of their own,
//! so that a commit waits only for its own frames, and not for a checkpoint of earlier ones.

use std::{sync::Arc, time::Duration};

use sqlx::SqlitePool;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::task::AbortOnDropHandle;

/// A shorter interval would write pages that are about to change again.
const CHECKPOINT_INTERVAL: Duration = Duration::from_secs(1);

/// Numbers of frames. Each has a page.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// A longer log is restarted from its beginning, which the writer has to wait for. SQLite restarts a shorter log by
    /// itself when all of it is copied and nobody reads it.
    restart: i64,
    /// The log is restarted only when at most this many frames remain to be copied, so that the writer waits briefly …
    remaining: i64,
    /// … or when it is longer than this: then the disk is slower than the writes, and the writer has to wait.
    force_restart: i64,
}

impl Limits {
    fn of_pages(bytes: i64) -> Self {
        const MEGABYTE: i64 = 1_024 * 1_024;
        let frames = |megabytes: i64| megabytes * MEGABYTE / bytes.max(1);
        Self { restart: frames(64), remaining: frames(4), force_restart: frames(256) }
    }
}

/// Passive checkpoints that may be needed until few frames remain.
const MAX_PASSES: u32 = 4;

/// The task ends with the last clone.
#[derive(Debug, Clone)]
pub(super) struct Checkpoints {
    pool: SqlitePool,
    _task: Arc<AbortOnDropHandle<()>>,
}

impl Checkpoints {
    /// `pool` has one connection, which only the checkpoints use.
    pub(super) async fn start(pool: SqlitePool, writer: SqlitePool) -> Result<Self, sqlx::Error> {
        let (page_bytes,) = sqlx::query_as("pragma page_size").fetch_one(&pool).await?;
        let limits = Limits::of_pages(page_bytes);
        let task = CheckpointTask { pool: pool.clone(), writer, limits, restarted_at: 0, warned_at: 0 };
        Ok(Self { pool, _task: Arc::new(AbortOnDropHandle::new(tokio::spawn(task.run()))) })
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

struct CheckpointTask {
    pool: SqlitePool,
    writer: SqlitePool,
    limits: Limits,
    /// The frames of the log at the last restart. The length stays until the next commit begins at the start of the log.
    restarted_at: i64,
    /// The frames of the log at the last warning.
    warned_at: i64,
}

/// The frames of the log, and how many of them are copied into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Log {
    frames: i64,
    copied: i64,
}

impl CheckpointTask {
    async fn run(mut self) {
        let mut ticks = interval(CHECKPOINT_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !self.pool.is_closed() {
            ticks.tick().await;
            match self.checkpoint().await {
                Ok(()) | Err(sqlx::Error::PoolClosed) => {}
                Err(error) => tracing::warn!(%error, "a checkpoint of the write-ahead log failed"),
            }
        }
    }

    async fn checkpoint(&mut self) -> Result<(), sqlx::Error> {
        let Limits { restart, remaining, force_restart } = self.limits;
        let mut log = self.passive().await?;
        if log.frames <= restart {
            self.warned_at = 0;
            return Ok(());
        }
        if log.frames == self.restarted_at {
            return Ok(());
        }
        // Each pass is shorter than the one before, so fewer frames are committed meanwhile.
        for _ in 0..MAX_PASSES {
            if log.frames - log.copied < remaining {
                break;
            }
            let before = std::mem::replace(&mut log, self.passive().await?);
            if log.copied == before.copied {
                self.warn(log);
                return Ok(());
            }
        }
        if log.frames > force_restart || log.frames - log.copied < remaining {
            // The restart needs SQLite's write lock, which is almost never free under load. So it queues for the writer's
            // connection, like all writes.
            let turn = self.writer.acquire().await?;
            let (is_busy, frames, _): (i64, i64, i64) =
                sqlx::query_as("pragma wal_checkpoint(restart)").fetch_one(&self.pool).await?;
            drop(turn);
            if is_busy == 0 {
                self.restarted_at = frames;
            }
        }
        Ok(())
    }

    /// Copies what can be copied without making readers or the writer wait.
    async fn passive(&self) -> Result<Log, sqlx::Error> {
        let (_, frames, copied): (i64, i64, i64) =
            sqlx::query_as("pragma wal_checkpoint(passive)").fetch_one(&self.pool).await?;
        Ok(Log { frames, copied })
    }

    /// Called if a pass copied nothing: a long transaction, such as a backup, still reads the log. Waiting for it would
    /// make the writer wait.
    fn warn(&mut self, log: Log) {
        if log.frames > self.limits.force_restart.max(2 * self.warned_at) {
            self.warned_at = log.frames;
            tracing::warn!(frames = log.frames, "the write-ahead log grows until a long read transaction ends");
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
        let connections = Connections::open(&url, Durability::Full, None).await.expect("it opens");
        sqlx::query("create table ballast (weight blob)").execute(connections.writer()).await.expect("a table");
        (folder, connections)
    }

    async fn write(writer: &SqlitePool, bytes: u32) {
        sqlx::query("insert into ballast values (zeroblob($1))").bind(bytes).execute(writer).await.expect("a row");
    }

    #[tokio::test]
    async fn commits_are_copied_into_the_file_without_the_writer() {
        let (folder, connections) = open().await;
        let writer = connections.writer();
        let autocheckpoint: i64 =
            sqlx::query_scalar("pragma wal_autocheckpoint").fetch_one(writer).await.expect("an answer");
        assert_eq!(autocheckpoint, 0, "the writer makes no checkpoints");

        for _ in 0..10 {
            write(writer, 1_000_000).await;
        }
        let copied = async {
            while fs::metadata(folder.path().join("charla.db")).expect("a file").len() < 10_000_000 {
                tokio::time::sleep(CHECKPOINT_INTERVAL / 10).await;
            }
        };
        tokio::time::timeout(30 * CHECKPOINT_INTERVAL, copied).await.expect("it is copied");
    }

    /// Of a database without other checkpoints.
    async fn checkpoint_task(limits: Limits) -> (TempDir, CheckpointTask) {
        let (folder, connections) = open().await;
        connections.close().await;
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(folder.path().join("charla.db"))
            .busy_timeout(Duration::from_millis(50))
            .pragma("wal_autocheckpoint", "0");
        let pool = async || SqlitePool::connect_with(options.clone()).await.expect("a pool");
        (folder, CheckpointTask { pool: pool().await, writer: pool().await, limits, restarted_at: 0, warned_at: 0 })
    }

    #[tokio::test]
    async fn a_long_log_is_restarted_with_the_next_commit() {
        let (_folder, mut task) = checkpoint_task(Limits { restart: 100, remaining: 10, force_restart: 400 }).await;
        write(&task.writer, 1_000_000).await;
        assert!(task.passive().await.expect("a log").frames > 200);
        task.checkpoint().await.expect("a checkpoint");
        write(&task.writer, 1).await;
        assert!(task.passive().await.expect("a log").frames < 10);
    }

    #[tokio::test]
    async fn the_writer_does_not_wait_for_a_long_read_transaction() {
        let (_folder, mut task) = checkpoint_task(Limits { restart: 100, remaining: 10, force_restart: 400 }).await;
        let mut reader = task.writer.begin().await.expect("a transaction");
        sqlx::query("select count(*) from ballast").execute(&mut *reader).await.expect("an answer");
        write(&task.writer, 10_000_000).await;
        // A checkpoint that needs the writer's connection would wait for ever.
        let mut taken = Vec::new();
        while let Some(connection) = task.writer.try_acquire() {
            taken.push(connection);
        }
        task.checkpoint().await.expect("it does not wait");
        assert!(task.warned_at > 400, "a warning is logged");
    }
}
