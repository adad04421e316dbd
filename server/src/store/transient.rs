//! Transient failures of a database: they are no faults of the server, and the client may try again.

use std::{fmt::Display, io};

use charla::ChatError;
use rusqlite::ErrorCode;
use sqlx::{error::DatabaseError, postgres::PgDatabaseError, sqlite::SqliteError};

use super::StoreError;

/// Primary codes of SQLite for busy and locked. Extended codes have more in the upper bits.
const SQLITE_BUSY: [i32; 2] = [5, 6];

/// Codes for a database that cannot be written: readonly and full. A full disk, or a quota that is used up, has other
/// codes if the log, its index, or a flush meets it.
const SQLITE_UNWRITABLE: [i32; 2] = [8, 13];
const SQLITE_UNWRITABLE_EXTENDED: [i32; 4] = [778, 1034, 1290, 4874];

/// PostgreSQL's classes for lost connections, rolled back transactions, exhausted resources,
/// locks that are not free, an operator's intervention.
const POSTGRES_BUSY: [&str; 5] = ["08", "40", "53", "55", "57"];

/// A full disk; a server, or a session, that only reads.
const POSTGRES_UNWRITABLE: [&str; 2] = ["53100", "25006"];

/// Longer than for a busy database, because a full disk stays full for a while.
const UNWRITABLE_RETRY_AFTER_SECONDS: u32 = 10;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            // No connection became free in time, or the database cannot be reached.
            sqlx::Error::PoolTimedOut => Self::Refused(ChatError::Overloaded { retry_after: 1 }),
            // A certificate that is not trusted: waiting does not help.
            sqlx::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                Self::Database(sqlx::Error::Io(error))
            }
            error @ (sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed) => {
                tracing::error!(%error, "the database cannot be reached");
                Self::Refused(ChatError::Overloaded { retry_after: 2 })
            }
            sqlx::Error::Database(error) => match transient_failure(&*error) {
                Some(failure) => Self::Refused(failure.refusal(&error)),
                None => Self::Database(sqlx::Error::Database(error)),
            },
            error => Self::Database(error),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let is_away = matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure));
        let failure = error.sqlite_error().and_then(|error| sqlite_failure(error.extended_code));
        match failure.or(is_away.then_some(TransientFailure::Busy)) {
            Some(failure) => Self::Refused(failure.refusal(&error)),
            None => Self::InPlace(error),
        }
    }
}

enum TransientFailure {
    Busy,
    Unwritable,
}

impl TransientFailure {
    fn refusal(self, error: &dyn Display) -> ChatError {
        match self {
            Self::Busy => {
                tracing::error!(%error, "the database cannot take this now");
                ChatError::Overloaded { retry_after: 2 }
            }
            Self::Unwritable => {
                tracing::error!(%error, "the database cannot store anything");
                ChatError::CannotStore { retry_after: UNWRITABLE_RETRY_AFTER_SECONDS }
            }
        }
    }
}

/// `code` is an extended one.
fn sqlite_failure(code: i32) -> Option<TransientFailure> {
    let primary = code & 0xff;
    if SQLITE_UNWRITABLE.contains(&primary) || SQLITE_UNWRITABLE_EXTENDED.contains(&code) {
        Some(TransientFailure::Unwritable)
    } else {
        SQLITE_BUSY.contains(&primary).then_some(TransientFailure::Busy)
    }
}

fn transient_failure(error: &dyn DatabaseError) -> Option<TransientFailure> {
    let code = error.code()?;
    if error.try_downcast_ref::<SqliteError>().is_some() {
        sqlite_failure(code.parse().ok()?)
    } else if error.try_downcast_ref::<PgDatabaseError>().is_none() {
        None
    } else if POSTGRES_UNWRITABLE.contains(&&*code) {
        Some(TransientFailure::Unwritable)
    } else {
        POSTGRES_BUSY.iter().any(|class| code.starts_with(class)).then_some(TransientFailure::Busy)
    }
}
