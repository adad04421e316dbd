//! What is SQLite's own in the statements of [`super::sql`].

use super::connections::Connections;
use crate::store::StoreError;

pub(super) type Database = sqlx::Sqlite;
pub(super) type Pool = sqlx::SqlitePool;
pub(super) type Connection = sqlx::SqliteConnection;
pub(super) type DbRow = sqlx::sqlite::SqliteRow;

/// Who writes has the whole database.
pub(super) const LOCK: Option<&str> = None;

pub(super) const LOCK_USERS: Option<&str> = None;
pub(super) const LOCK_MEMBER: Option<&str> = None;

/// A join whose order stays as it is written.
macro_rules! ordered_join {
    () => {
        "cross join"
    };
}
pub(super) use ordered_join;

/// Joins the ids of this table's rows that meet the condition, looked up anew for each row before.
macro_rules! for_each {
    ($table:literal, $condition:literal, $name:literal) => {
        concat!("cross join ", $table, " on ", $condition)
    };
}
pub(super) use for_each;

/// The rows of the JSON array in $1, as the table `given` with these columns.
macro_rules! given_rows {
    ($($column:ident $kind:ident),+ $(,)?) => {
        concat!("(select key", $(", value ->> '", stringify!($column), "' as ", stringify!($column)),+,
            " from json_each($1)) as given")
    };
}
pub(super) use given_rows;

pub(super) async fn claim(connections: &Connections, shared: bool) -> Result<bool, StoreError> {
    if shared {
        return Err(StoreError::NotShared);
    }
    Ok(connections.claim().take()?)
}

/// `autoincrement` knows the ids that were given.
pub(super) async fn after_import(_: &mut Connection) -> Result<(), StoreError> {
    Ok(())
}
