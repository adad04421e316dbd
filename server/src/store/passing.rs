//! What a database cannot do now, and perhaps in a moment: that is no fault, who asks may come
//! again.

use charla::ChatError;
use sqlx::{error::DatabaseError, postgres::PgDatabaseError, sqlite::SqliteError};

use super::StoreError;

/// SQLite's primary codes for busy, locked and full; extended ones have more in the upper bits.
const SQLITE: [i32; 3] = [5, 6, 13];

/// The disk is full for the index of SQLite's log, which is a failure of another code.
const SQLITE_INDEX: i32 = 4874;

/// PostgreSQL's classes for lost connections, rolled back transactions, exhausted resources,
/// locks that are not free, an operator's intervention.
const POSTGRES: [&str; 5] = ["08", "40", "53", "55", "57"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            // It waited for its turn in vain, or the database is not there.
            sqlx::Error::PoolTimedOut => Self::Refused(ChatError::Overloaded { retry_after: 1 }),
            error @ (sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed) => {
                tracing::error!(%error, "the database cannot be reached");
                Self::Refused(ChatError::Overloaded { retry_after: 2 })
            }
            sqlx::Error::Database(error) if passes(&*error) => {
                tracing::error!(%error, "the database cannot take this now");
                Self::Refused(ChatError::Overloaded { retry_after: 2 })
            }
            error => Self::Database(error),
        }
    }
}

fn passes(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        code.parse::<i32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff)) || code == SQLITE_INDEX)
    } else if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        POSTGRES.iter().any(|class| code.starts_with(class))
    } else {
        false
    }
}
