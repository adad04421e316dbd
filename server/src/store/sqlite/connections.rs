//! One writer, a pool of readers, and one that clears up after the writer.

use std::{fs::File, num::NonZero, os::unix::fs::OpenOptionsExt, path::Path, str::FromStr, thread, time::Duration};

use sqlx::{
    Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{checkpoints::Checkpoints, claim::Claim};
use crate::store::{Durability, StoreError};

/// How long a request waits for its turn before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(5);

/// The writer, who may have to wait until no reader needs the log, does not wait longer.
const PAUSE: Duration = Duration::from_millis(50);

/// Bytes of the log that are kept where it was longer for a time.
const KEPT: &str = "67108864";

/// All writes go through the one writer, in turn: two would wait for SQLite's lock anyway, and
/// less fairly. Readers see the last commit and wait for nobody.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    writer: SqlitePool,
    readers: SqlitePool,
    checkpoints: Checkpoints,
    claim: Claim,
}

impl Connections {
    pub(super) async fn open(url: &str, durability: Durability) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("temp_store", "memory");
        if let Some(folder) = options.get_filename().parent() {
            tokio::fs::create_dir_all(folder).await.map_err(sqlx::Error::Io)?;
        }

        for_its_owner_alone(options.get_filename());
        let claim = Claim::on(options.get_filename());

        let writing = options
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("wal_autocheckpoint", "0")
            .pragma("journal_size_limit", KEPT)
            .synchronous(match durability {
                Durability::Full => SqliteSynchronous::Full,
                // The log is synchronised when it is moved into the file, and not at each commit.
                Durability::Relaxed => SqliteSynchronous::Normal,
            });
        let writer = pool(1)
            .after_release(|connection, _| Box::pin(has_ended(connection)))
            .connect_with(writing.clone())
            .await?;
        sqlx::migrate!("../migrations/sqlite").run(&writer).await?;

        let checkpoints = Checkpoints::start(pool(1).connect_with(writing.busy_timeout(PAUSE)).await?, writer.clone());

        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let readers = u32::try_from(2 * cores).unwrap_or(u32::MAX).clamp(4, 16);
        let readers = pool(readers).connect_with(options.read_only(true)).await?;
        Ok(Self { writer, readers, checkpoints, claim })
    }

    pub(super) const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// For a write of one statement.
    pub(super) const fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// For a write of several. The lock is taken at once: a transaction that reads first and
    /// writes later can fail where another program wrote in between.
    pub(super) async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("begin immediate").await?)
    }

    pub(super) const fn claim(&self) -> &Claim {
        &self.claim
    }

    /// The writer last: who closes last moves the rest of the log into the file, which a reader may not.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.checkpoints.close().await;
        self.writer.close().await;
        self.claim.end();
    }
}

/// Everybody's messages will be in it. SQLite gives its other files the same mode; one that is there keeps its own, and
/// where it cannot be made SQLite says why.
fn for_its_owner_alone(file: &Path) {
    if !file.starts_with("file:") {
        let _ = File::options().write(true).create_new(true).mode(0o600).open(file);
    }
}

/// Whether the connection is for another transaction. Where the disk is full SQLite rolls back by itself, and `sqlx`,
/// whose own rollback finds nothing to do then, takes the transaction for open ever after.
async fn has_ended(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // The rollback may be under way yet.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Connections stay open, and with them their prepared statements.
fn pool(size: u32) -> PoolOptions<Sqlite> {
    PoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pragma(pool: &SqlitePool, question: &'static str) -> String {
        sqlx::query_scalar(question).fetch_one(pool).await.expect("an answer")
    }

    async fn open(durability: Durability) -> (tempfile::TempDir, Connections) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("not").join("there yet").join("charla.db");
        let url = format!("sqlite://{}", file.display());
        (folder, Connections::open(&url, durability).await.expect("it opens"))
    }

    #[tokio::test]
    async fn commits_are_durable_and_readers_cannot_write() {
        let (_folder, connections) = open(Durability::Full).await;

        let writer = connections.writer();
        assert_eq!(pragma(writer, "select journal_mode from pragma_journal_mode").await, "wal");
        // 2 is FULL.
        assert_eq!(pragma(writer, "select cast(synchronous as text) from pragma_synchronous").await, "2");
        assert_eq!(pragma(writer, "select cast(foreign_keys as text) from pragma_foreign_keys").await, "1");
        assert_eq!(writer.options().get_max_connections(), 1);

        let refused = sqlx::query("delete from users").execute(connections.readers()).await;
        assert!(refused.expect_err("read only").to_string().contains("readonly database"));
    }

    #[tokio::test]
    async fn nobody_else_on_the_machine_reads_along() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, connections) = open(Durability::Full).await;
        sqlx::query("create table a (b)").execute(connections.writer()).await.expect("a table");
        let files: Vec<_> = std::fs::read_dir(folder.path().join("not").join("there yet")).expect("a folder").collect();
        assert!(files.len() >= 3, "{files:?}");
        for file in files {
            let file = file.expect("a file");
            assert_eq!(file.metadata().expect("a mode").permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        }
    }

    /// SQLite as it is built without our flags (`.cargo/config.toml`) plans anew at each value that is bound.
    #[tokio::test]
    async fn a_statement_is_planned_once() {
        let (_folder, connections) = open(Durability::Full).await;
        let question = "select cast(sqlite_compileoption_used('ENABLE_QPSG') as text)";
        assert_eq!(pragma(connections.readers(), question).await, "1");
    }

    #[tokio::test]
    async fn commits_are_not_awaited_where_the_operator_does_not_ask_for_it() {
        let (_folder, connections) = open(Durability::Relaxed).await;
        let writer = connections.writer();
        assert_eq!(pragma(writer, "select journal_mode from pragma_journal_mode").await, "wal");
        // 1 is NORMAL.
        assert_eq!(pragma(writer, "select cast(synchronous as text) from pragma_synchronous").await, "1");
    }

    #[tokio::test]
    async fn after_a_full_disk_writes_go_on() {
        let (_folder, connections) = open(Durability::Full).await;
        sqlx::query("create table ballast (weight blob)").execute(connections.writer()).await.expect("a table");
        // Of this connection: as good as a disk without room.
        sqlx::query("pragma max_page_count = 1").execute(connections.writer()).await.expect("a limit");
        let mut write = connections.write().await.expect("a transaction");
        let full = sqlx::query("insert into ballast values (zeroblob(1000000))").execute(&mut *write).await;
        assert!(full.expect_err("no room").to_string().contains("full"));
        drop(write);

        let mut write = connections.write().await.expect("another transaction");
        sqlx::query("insert into ballast values (zeroblob(1000000))").execute(&mut *write).await.expect("room");
        write.commit().await.expect("a commit");
    }
}
