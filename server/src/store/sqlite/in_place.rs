//! Reads on the calling thread. A statement that reads a few rows by an index takes some microseconds, less than to wake
//! another thread and to wait for it.
//!
//! The thread serves requests, so statements whose time has no small bound (searches, walks over all messages) are for the
//! pool of [`Connections`](super::Connections) instead.

use std::{
    ops::ControlFlow,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, types::Value};

use crate::store::StoreError;

/// A reader does not wait for writers, but it does for the first connection after a crash, which restores the index of the log.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

/// More than there are statements, so that each is prepared once for each connection.
const PREPARED_STATEMENTS: usize = 128;

/// Connections that stay open, at most. At once there are as many as threads that read.
const MAX_IDLE: usize = 16;

/// A cheap handle: clones share the connections.
#[derive(Debug, Clone)]
pub struct InPlaceReaders {
    file: PathBuf,
    /// The one that was used last comes first: its cache has what was read last. `None` after [`close`](Self::close).
    idle: Arc<Mutex<Option<Vec<Connection>>>>,
}

/// Where a statement runs.
pub enum InPlace<'c> {
    Any(&'c InPlaceReaders),
    Snapshot(&'c mut InPlaceSnapshot),
}

/// A connection in a transaction, which ends when this is dropped.
#[derive(Debug)]
pub struct InPlaceSnapshot {
    readers: InPlaceReaders,
    connection: Option<Connection>,
}

impl InPlaceReaders {
    /// `file` is the name as SQLite takes it: a path, or a URI.
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, idle: Arc::new(Mutex::new(Some(Vec::new()))) }
    }

    pub(super) fn snapshot(&self) -> Result<InPlaceSnapshot, StoreError> {
        let connection = self.take()?;
        connection.prepare_cached("begin")?.execute([])?;
        Ok(InPlaceSnapshot { readers: self.clone(), connection: Some(connection) })
    }

    pub(super) fn close(&self) {
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let idle = match &mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner) {
            None => return Err(sqlx::Error::PoolClosed.into()),
            Some(idle) => idle.pop(),
        };
        match idle {
            Some(connection) => Ok(connection),
            None => Ok(self.open()?),
        }
    }

    fn put_back(&self, connection: Connection) {
        if let Some(idle) = &mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner)
            && idle.len() < MAX_IDLE
        {
            idle.push(connection);
        }
    }

    fn open(&self) -> Result<Connection, rusqlite::Error> {
        // A connection is used by one thread at a time.
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
        Ok(connection)
    }
}

impl InPlace<'_> {
    /// Passes the rows to `take` until it breaks. The first of the parameters is `$1`.
    pub fn read(
        self,
        sql: &'static str,
        parameters: Vec<Value>,
        take: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Any(readers) => {
                let connection = readers.take()?;
                let outcome = read(&connection, sql, parameters, take);
                readers.put_back(connection);
                outcome
            }
            Self::Snapshot(snapshot) => match &snapshot.connection {
                Some(connection) => read(connection, sql, parameters, take),
                None => Err(sqlx::Error::PoolClosed.into()),
            },
        }
    }
}

impl Drop for InPlaceSnapshot {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let ended = connection.prepare_cached("rollback").and_then(|mut rollback| rollback.execute([]));
            if ended.is_ok() {
                self.readers.put_back(connection);
            }
        }
    }
}

fn read(
    connection: &Connection,
    sql: &'static str,
    parameters: Vec<Value>,
    take: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut parameters: Vec<_> = parameters.into_iter().map(Some).collect();
    // SQLite numbers parameters in the order in which they appear in the text, whatever they are called.
    for index in 1..=statement.parameter_count() {
        let number = statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let value = number.and_then(|number| parameters.get_mut(number.checked_sub(1)?)?.take());
        statement.raw_bind_parameter(index, value)?;
    }
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if take(row)?.is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow::Continue;

    use charla::ChatError;

    use super::*;

    fn numbers(on: InPlace<'_>, sql: &'static str, parameters: &[i64]) -> Result<Vec<i64>, StoreError> {
        let mut all = Vec::new();
        let parameters = parameters.iter().map(|number| Value::Integer(*number)).collect();
        on.read(sql, parameters, &mut |row| {
            all.push(row.get(0)?);
            Ok(Continue(()))
        })?;
        Ok(all)
    }

    fn database() -> (tempfile::TempDir, Connection, InPlaceReaders) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        let writer = Connection::open(&file).expect("a file");
        writer.execute_batch("pragma journal_mode = wal; create table a (b integer)").expect("a table");
        (folder, writer, InPlaceReaders::new(file))
    }

    #[test]
    fn parameters_are_bound_by_their_numbers() {
        let (_folder, _writer, readers) = database();
        let sql = "select $3 union all select $1 union all select $2 union all select $1";
        assert_eq!(numbers(InPlace::Any(&readers), sql, &[1, 2, 3]).expect("rows"), [3, 1, 2, 1]);
    }

    #[test]
    fn a_snapshot_does_not_see_later_commits_and_ends_when_it_is_dropped() {
        let (_folder, writer, readers) = database();
        let count = |on: InPlace<'_>| numbers(on, "select count(*) from a", &[]).expect("a number")[0];
        let mut snapshot = readers.snapshot().expect("a snapshot");
        assert_eq!(count(InPlace::Snapshot(&mut snapshot)), 0);
        writer.execute("insert into a values (1)", []).expect("a row");
        assert_eq!(count(InPlace::Snapshot(&mut snapshot)), 0);
        assert_eq!(count(InPlace::Any(&readers)), 1);
        drop(snapshot);
        assert_eq!(count(InPlace::Any(&readers)), 1);
    }

    #[test]
    fn a_reader_cannot_write_and_a_closed_one_cannot_read() {
        let (_folder, _writer, readers) = database();
        let refused = numbers(InPlace::Any(&readers), "delete from a returning b", &[]);
        let refused = refused.expect_err("read only");
        assert!(matches!(refused, StoreError::Refused(ChatError::CannotStore { .. })), "{refused:?}");
        readers.close();
        assert!(numbers(InPlace::Any(&readers), "select 1", &[]).is_err());
    }
}
