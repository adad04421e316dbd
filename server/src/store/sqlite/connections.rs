//! One connection for new messages, one for all other writes, a pool for reads, and one connection for checkpoints.

use std::{num::NonZero, path::Path, thread, time::Duration};

use charla::ChatError;
use sqlx::{
    Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolOptions,
    sqlite::{SqliteJournalMode, SqliteSynchronous},
};

use super::{InPlaceReaders, InPlaceSnapshot, appender::Appender, checkpoints::Checkpoints, claim::FileClaim, file};
use crate::store::{
    Claim, Durability, OpeningError, StoreError,
    database::WRITE_NOTHING,
    messages::{Appended, NewMessage},
    opening_error,
};

/// A request waits this long for a connection, or for the lock, and is then refused with a time to retry.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// A checkpoint that restarts the log waits until no reader needs it. The writer waits for this at most so long.
const CHECKPOINT_TIMEOUT: Duration = Duration::from_millis(50);

/// A longer log is truncated to this size, in bytes.
const LOG_BYTES: &str = "67108864";

/// Of a new database. A commit writes each page that it changes, and a send changes a few bytes of several.
const PAGE_BYTES: u32 = 1_024;

/// All writes take turns, by the one connection in `writer`: otherwise they would wait for SQLite's lock, which is less
/// fair. Readers see the last commit, and never wait.
#[derive(Debug, Clone)]
pub struct Connections {
    writer: SqlitePool,
    appender: Appender,
    readers: SqlitePool,
    readers_in_place: InPlaceReaders,
    checkpoints: Checkpoints,
    claim: FileClaim,
}

impl Connections {
    pub(in crate::store) async fn open(
        url: &str,
        durability: Durability,
        claim: Option<Claim>,
    ) -> Result<Self, StoreError> {
        let options =
            file::options(url)?.foreign_keys(true).busy_timeout(ACQUIRE_TIMEOUT).pragma("temp_store", "memory");
        let file = options.get_filename().to_owned();
        file::prepare(&file)?;
        let claim = take(&file, claim)?;

        let writing = options
            .clone()
            .create_if_missing(true)
            .page_size(PAGE_BYTES)
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("wal_autocheckpoint", "0")
            .pragma("journal_size_limit", LOG_BYTES)
            .synchronous(match durability {
                Durability::Full => SqliteSynchronous::Full,
                // The log is synchronised at checkpoints, and not at each commit.
                Durability::Relaxed => SqliteSynchronous::Normal,
            });
        let writer = pool(1)
            .after_release(|connection, _| Box::pin(has_ended(connection)))
            .connect_with(writing.clone())
            .await
            .map_err(|error| opening_error::of_file(&file, error))?;
        let migrator = sqlx::migrate!("../migrations/sqlite");
        migrator.run(&writer).await.map_err(|error| opening_error::of_migration(&migrator, error))?;
        // SQLite opens a file without write permission as read-only, and reports it at the first write.
        sqlx::query(WRITE_NOTHING).execute(&writer).await.map_err(|error| opening_error::of_file(&file, error))?;

        let appender = Appender::start(&file, durability, ACQUIRE_TIMEOUT)?;
        let checkpoints = pool(1).connect_with(writing.busy_timeout(CHECKPOINT_TIMEOUT)).await?;
        let checkpoints = Checkpoints::start(checkpoints, writer.clone()).await?;

        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let readers = u32::try_from(2 * cores).unwrap_or(u32::MAX).clamp(4, 16);
        let readers = pool(readers).connect_with(options.read_only(true)).await?;
        let readers_in_place = InPlaceReaders::new(file);
        Ok(Self { writer, appender, readers, readers_in_place, checkpoints, claim })
    }

    pub(in crate::store) const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    #[cfg(test)]
    pub(in crate::store) const fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    pub(in crate::store) const fn readers_in_place(&self) -> &InPlaceReaders {
        &self.readers_in_place
    }

    /// All statements see the last commit before the first of them.
    pub(in crate::store) fn snapshot(&self) -> Result<InPlaceSnapshot, StoreError> {
        self.readers_in_place.snapshot()
    }

    /// Takes the write lock at once. A transaction that reads first and writes later fails if another program has written
    /// in between.
    pub(in crate::store) async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("begin immediate").await?)
    }

    /// Stores new messages. Returns one result for each; they are durable then.
    pub(in crate::store) async fn append(
        &self,
        messages: Vec<NewMessage>,
    ) -> Result<Vec<Result<Appended, ChatError>>, StoreError> {
        let _turn = self.writer.acquire().await?;
        self.appender.append(messages).await
    }

    /// The writer is closed last: the last connection copies the rest of the log into the file, and needs write permission.
    pub(in crate::store) async fn close(&self) {
        self.readers_in_place.close();
        self.readers.close().await;
        self.checkpoints.close().await;
        self.appender.close().await;
        self.writer.close().await;
        self.claim.end();
    }
}

/// Claims the file, unless `claim` is `None`. A newer program that is started by mistake must not change the tables of a
/// running server, so this comes before anything is written.
fn take(file: &Path, claim: Option<Claim>) -> Result<FileClaim, OpeningError> {
    let on_file = FileClaim::on(file);
    match claim {
        None => Ok(on_file),
        Some(Claim::Shared) => Err(OpeningError::NotShared),
        Some(Claim::Exclusive) => {
            let taken = on_file.take().map_err(|error| OpeningError::file(file, error.to_string()))?;
            taken.then_some(on_file).ok_or(OpeningError::InUse)
        }
    }
}

/// Whether the connection can be used again. If the disk is full, SQLite rolls back by itself. Then the rollback of `sqlx`
/// fails, and `sqlx` counts the transaction as open for ever.
async fn has_ended(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // The rollback may still be running.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Connections stay open, so that they keep their prepared statements.
fn pool(size: u32) -> PoolOptions<Sqlite> {
    PoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE_TIMEOUT)
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

    /// Opened read-only, since the tests may run as root, who may write everywhere.
    #[tokio::test]
    async fn the_error_for_a_read_only_file_names_the_path_and_the_user() {
        let (folder, connections) = open(Durability::Full).await;
        connections.close().await;
        let file = folder.path().join("not").join("there yet").join("charla.db");
        let refused = Connections::open(&format!("sqlite://{}?mode=ro", file.display()), Durability::Full, None).await;
        let said = refused.map(|_| ()).expect_err("it is read only").to_string();
        for part in [&*file.display().to_string(), "by user ", "must be able to write"] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }

    #[tokio::test]
    async fn a_newer_database_and_other_files_are_refused_with_their_reason() {
        let (folder, connections) = open(Durability::Full).await;
        let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
            values (9999, 'later', true, x'00', 0)";
        sqlx::query(newer).execute(connections.writer()).await.expect("a row");
        connections.close().await;
        let url = |path: std::path::PathBuf| format!("sqlite://{}", path.display());
        let said = async |url: String| {
            Connections::open(&url, Durability::Full, None).await.map(|_| ()).expect_err("refused").to_string()
        };
        let newer = said(url(folder.path().join("not").join("there yet").join("charla.db"))).await;
        assert!(newer.contains("newer version of Charla") && newer.contains("9999"), "{newer}");
        let letter = folder.path().join("letter.txt");
        std::fs::write(&letter, "Dear Ana, ".repeat(1_000)).expect("a file");
        assert!(said(url(letter)).await.contains("letter.txt is no SQLite database"));
        let in_the_way = said(url(folder.path().join("letter.txt").join("data").join("charla.db"))).await;
        assert!(in_the_way.contains("the folder") && in_the_way.contains("by user "), "{in_the_way}");
    }

    async fn open(durability: Durability) -> (tempfile::TempDir, Connections) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("not").join("there yet").join("charla.db");
        let url = format!("sqlite://{}", file.display());
        (folder, Connections::open(&url, durability, None).await.expect("it opens"))
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
    async fn only_the_owner_may_read_the_files() {
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

    /// Without the flag in `.cargo/config.toml`, SQLite plans a statement again for each bound value.
    #[tokio::test]
    async fn a_statement_is_planned_once() {
        let (_folder, connections) = open(Durability::Full).await;
        let question = "select cast(sqlite_compileoption_used('ENABLE_QPSG') as text)";
        assert_eq!(pragma(connections.readers(), question).await, "1");
    }

    #[tokio::test]
    async fn relaxed_durability_does_not_synchronise_each_commit() {
        let (_folder, connections) = open(Durability::Relaxed).await;
        let writer = connections.writer();
        assert_eq!(pragma(writer, "select journal_mode from pragma_journal_mode").await, "wal");
        // 1 is NORMAL.
        assert_eq!(pragma(writer, "select cast(synchronous as text) from pragma_synchronous").await, "1");
    }

    #[tokio::test]
    async fn after_a_full_disk_writes_succeed_again() {
        let (_folder, connections) = open(Durability::Full).await;
        sqlx::query("create table ballast (weight blob)").execute(connections.writer()).await.expect("a table");
        // A limit of this connection, which has the same effect as a full disk.
        sqlx::query("pragma max_page_count = 1").execute(connections.writer()).await.expect("a limit");
        let mut write = connections.write().await.expect("a transaction");
        let full = sqlx::query("insert into ballast values (zeroblob(1000000))").execute(&mut *write).await;
        let refused = StoreError::from(full.expect_err("no room"));
        assert!(matches!(refused, StoreError::Refused(ChatError::CannotStore { .. })), "{refused:?}");
        drop(write);

        let mut write = connections.write().await.expect("another transaction");
        sqlx::query("insert into ballast values (zeroblob(1000000))").execute(&mut *write).await.expect("room");
        write.commit().await.expect("a commit");
    }
}
