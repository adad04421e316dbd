//! A statement with its parameters, bound to the connection that it runs on. Each driver encodes the parameters itself.
//! Statements are prepared once for each connection, if the options of the connection allow it.

use futures::{future::BoxFuture, stream::BoxStream};
use sqlx::{Database, Encode, IntoArguments, Pool, Postgres, Sqlite, Type};

use super::{FromRow, Row, Rows, Statement};

#[must_use = "it does nothing until it is executed"]
pub enum Query<'c> {
    Sqlite(Bound<'c, Sqlite>),
    Postgres(Bound<'c, Postgres>),
}

impl<'c> Query<'c> {
    pub(super) fn sqlite(statement: impl Into<Statement>, target: Target<'c, Sqlite>) -> Self {
        Self::Sqlite(Bound { query: sqlx::query(statement.into().sqlite()), target })
    }

    pub(super) fn postgres(statement: impl Into<Statement>, target: Target<'c, Postgres>) -> Self {
        Self::Postgres(Bound { query: sqlx::query(statement.into().postgres()), target })
    }

    /// The next parameter: the first call binds `$1`.
    pub fn bind<'t, T>(self, value: T) -> Self
    where
        T: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres>,
    {
        match self {
            Self::Sqlite(query) => Self::Sqlite(query.bind(value)),
            Self::Postgres(query) => Self::Postgres(query.bind(value)),
        }
    }

    /// Returns the number of changed rows.
    pub async fn execute(self) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(query) => query.execute().await?.rows_affected(),
            Self::Postgres(query) => query.execute().await?.rows_affected(),
        })
    }

    /// Returns the rows as a stream. Rows that are not taken from it are not read.
    pub fn fetch(self) -> Rows<'c> {
        match self {
            Self::Sqlite(query) => Rows::Sqlite(query.fetch()),
            Self::Postgres(query) => Rows::Postgres(query.fetch()),
        }
    }

    pub async fn fetch_all<T: FromRow>(self) -> Result<Vec<T>, sqlx::Error> {
        let (mut rows, mut all) = (self.fetch(), Vec::new());
        while let Some(row) = rows.try_next().await? {
            all.push(row.read()?);
        }
        Ok(all)
    }

    /// The first row.
    pub async fn fetch_optional<T: FromRow>(self) -> Result<Option<T>, sqlx::Error> {
        self.first_row().await?.map(|row| row.read()).transpose()
    }

    /// The first row, or [`sqlx::Error::RowNotFound`].
    pub async fn fetch_one<T: FromRow>(self) -> Result<T, sqlx::Error> {
        self.fetch_optional().await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// As [`fetch_all`](Self::fetch_all), for rows that are read in several ways.
    pub async fn fetch_rows(self) -> Result<Vec<Row>, sqlx::Error> {
        let (mut rows, mut all) = (self.fetch(), Vec::new());
        while let Some(row) = rows.try_next().await? {
            all.push(row);
        }
        Ok(all)
    }

    /// As [`fetch_one`](Self::fetch_one), for a row that is read in several ways.
    pub async fn fetch_row(self) -> Result<Row, sqlx::Error> {
        self.first_row().await?.ok_or(sqlx::Error::RowNotFound)
    }

    async fn first_row(self) -> Result<Option<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(query) => query.fetch_optional().await?.map(Row::Sqlite),
            Self::Postgres(query) => query.fetch_optional().await?.map(Row::Postgres),
        })
    }
}

/// A query of one driver.
pub struct Bound<'c, DB: Database> {
    query: sqlx::query::Query<'c, DB, DB::Arguments>,
    target: Target<'c, DB>,
}

pub(super) enum Target<'c, DB: Database> {
    Pool(&'c Pool<DB>),
    Connection(&'c mut DB::Connection),
}

impl<'c, DB> Bound<'c, DB>
where
    DB: Database,
    DB::Arguments: IntoArguments<DB> + 'c,
    for<'e> &'e mut DB::Connection: sqlx::Executor<'e, Database = DB>,
{
    fn bind<'t, T: Encode<'t, DB> + Type<DB>>(self, value: T) -> Self {
        Self { query: self.query.bind(value), target: self.target }
    }

    fn execute(self) -> BoxFuture<'c, Result<DB::QueryResult, sqlx::Error>> {
        match self.target {
            Target::Pool(pool) => sqlx::Executor::execute(pool, self.query),
            Target::Connection(connection) => sqlx::Executor::execute(connection, self.query),
        }
    }

    fn fetch(self) -> BoxStream<'c, Result<DB::Row, sqlx::Error>> {
        match self.target {
            Target::Pool(pool) => sqlx::Executor::fetch(pool, self.query),
            Target::Connection(connection) => sqlx::Executor::fetch(connection, self.query),
        }
    }

    fn fetch_optional(self) -> BoxFuture<'c, Result<Option<DB::Row>, sqlx::Error>> {
        match self.target {
            Target::Pool(pool) => sqlx::Executor::fetch_optional(pool, self.query),
            Target::Connection(connection) => sqlx::Executor::fetch_optional(connection, self.query),
        }
    }
}
