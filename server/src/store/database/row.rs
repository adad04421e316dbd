//! The rows that a query returns. `#[derive(sqlx::FromRow)]` reads them into values, for both databases.

use futures::{TryStreamExt, stream::BoxStream};
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow};

#[derive(Debug)]
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub fn read<T: FromRow>(&self) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => T::from_row(row),
            Self::Postgres(row) => T::from_row(row),
        }
    }

    /// The value of one column.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(name),
            Self::Postgres(row) => row.try_get(name),
        }
    }
}

/// A struct with a field for each column, or a tuple of the first columns.
pub trait FromRow: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send {}

impl<T: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send> FromRow for T {}

pub trait Column: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> {}

impl<T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>> Column for T {}

/// A stream of rows.
pub enum Rows<'c> {
    Sqlite(BoxStream<'c, Result<SqliteRow, sqlx::Error>>),
    Postgres(BoxStream<'c, Result<PgRow, sqlx::Error>>),
}

impl Rows<'_> {
    /// Returns `None` after the last row.
    pub async fn try_next(&mut self) -> Result<Option<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(rows) => rows.try_next().await?.map(Row::Sqlite),
            Self::Postgres(rows) => rows.try_next().await?.map(Row::Postgres),
        })
    }
}
