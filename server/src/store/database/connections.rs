//! The connections of the database that is in use.

use super::{Readers, Snapshot, Transaction};
use crate::store::{Claim, Durability, OpeningError, StoreError, postgres, sqlite};

/// Writes a row without changing it, to check whether writing works.
pub const WRITE_NOTHING: &str = "update installation set name = name";

/// A cheap handle: clones share the connections.
#[derive(Debug, Clone)]
pub enum Connections {
    Sqlite(sqlite::Connections),
    Postgres(postgres::Connections),
}

impl Connections {
    /// Claims the database at `url`, opens it and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Opening`] with a text for the operator; those of the database.
    pub async fn open(url: &str, durability: Durability, claim: Option<Claim>) -> Result<Self, StoreError> {
        if postgres::is_url(url) {
            Ok(Self::Postgres(postgres::Connections::open(url, durability, claim).await?))
        } else if sqlite::is_url(url) {
            Ok(Self::Sqlite(sqlite::Connections::open(url, durability, claim).await?))
        } else {
            Err(OpeningError::UnknownDatabase.into())
        }
    }

    pub const fn readers(&self) -> Readers<'_> {
        match self {
            Self::Sqlite(connections) => Readers::Sqlite(connections.readers()),
            Self::Postgres(connections) => Readers::Postgres(connections.readers()),
        }
    }

    /// For statements that read a few rows by an index: SQLite runs them on the calling thread.
    pub const fn readers_in_place(&self) -> Readers<'_> {
        match self {
            Self::Sqlite(connections) => Readers::SqliteInPlace(connections.readers_in_place()),
            Self::Postgres(connections) => Readers::Postgres(connections.readers()),
        }
    }

    /// The same is true for its statements as for those of [`readers_in_place`](Self::readers_in_place).
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        match self {
            Self::Sqlite(connections) => connections.snapshot().map(Snapshot::Sqlite),
            Self::Postgres(connections) => connections.snapshot().await,
        }
    }

    pub async fn write(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(connections) => connections.write().await.map(Transaction::Sqlite),
            Self::Postgres(connections) => connections.write().await.map(Transaction::Postgres),
        }
    }

    /// Waits for running statements.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(connections) => connections.close().await,
            Self::Postgres(connections) => connections.close().await,
        }
    }
}
