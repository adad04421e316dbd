//! Errors of the store.

use charla::ChatError;
use sqlx::postgres::PgDatabaseError;

use super::OpeningError;
use crate::dataset::BadRows;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The chat refuses the operation.
    #[error(transparent)]
    Refused(#[from] ChatError),
    /// Rows of a data set that cannot be stored, with their names and reasons.
    #[error(transparent)]
    Dataset(#[from] BadRows),
    /// The database refuses the statement.
    #[error("{}", reason(.0))]
    Database(sqlx::Error),
    /// The same, of a statement that ran on the thread that waits for it.
    #[error(transparent)]
    InPlace(rusqlite::Error),
    /// The database cannot be used as it is.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    #[error("PostgreSQL has commands of its own for this: pg_dump --format=custom, and pg_restore")]
    OwnBackup,
    /// The file of a backup, or a file beside the database.
    #[error(transparent)]
    File(#[from] std::io::Error),
    #[error(transparent)]
    Migration(sqlx::migrate::MigrateError),
}

/// Returns the text of an error. That of `sqlx` ends with a line of PostgreSQL's own source code.
fn reason(error: &sqlx::Error) -> String {
    let postgres = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    postgres.map_or_else(|| error.to_string(), |error| error.message().to_owned())
}
