//! A statement with its parameters, bound to the connection that it runs on. Each driver encodes the parameters itself.
//! Statements are prepared once for each connection, if the options of the connection allow it.
//!
//! A statement on the calling thread never waits, so that a task with many of them would not let others run. It therefore
//! consumes the budget of its task, as sockets and channels do.

use std::ops::ControlFlow::{self, Break, Continue};

use futures::{StreamExt, future::BoxFuture, stream::BoxStream};
use rusqlite::types::{ToSqlOutput, Value};
use sqlx::{Database, Encode, IntoArguments, Pool, Postgres, Sqlite, Type};
use tokio::task::coop::consume_budget;

use super::{FromRow, Row, Statement, row::Source};
use crate::store::{StoreError, sqlite::InPlace};

#[must_use = "it does nothing until it is executed"]
pub enum Query<'c> {
    InPlace { sql: &'static str, parameters: Vec<Value>, target: InPlace<'c> },
    Sqlite(Bound<'c, Sqlite>),
    Postgres(Bound<'c, Postgres>),
}

/// A value that can be a parameter, in each driver.
pub trait Parameter<'t>:
    Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres> + rusqlite::ToSql
{
}

impl<'t, T> Parameter<'t> for T where
    T: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres> + rusqlite::ToSql
{
}

impl<'c> Query<'c> {
    pub(super) fn in_place(statement: impl Into<Statement>, target: InPlace<'c>) -> Self {
        Self::InPlace { sql: statement.into().sqlite(), parameters: Vec::new(), target }
    }

    pub(super) fn sqlite(statement: impl Into<Statement>, target: Target<'c, Sqlite>) -> Self {
        Self::Sqlite(Bound { query: sqlx::query(statement.into().sqlite()), target })
    }

    pub(super) fn postgres(statement: impl Into<Statement>, target: Target<'c, Postgres>) -> Self {
        Self::Postgres(Bound { query: sqlx::query(statement.into().postgres()), target })
    }

    /// The next parameter: the first call binds `$1`.
    pub fn bind<'t>(self, value: impl Parameter<'t>) -> Self {
        match self {
            Self::InPlace { sql, mut parameters, target } => {
                parameters.push(match value.to_sql() {
                    Ok(ToSqlOutput::Owned(value)) => value,
                    Ok(ToSqlOutput::Borrowed(value)) => value.try_into().unwrap_or(Value::Null),
                    // No type that is also one of `sqlx` has other values, or fails.
                    _ => Value::Null,
                });
                Self::InPlace { sql, parameters, target }
            }
            Self::Sqlite(query) => Self::Sqlite(query.bind(value)),
            Self::Postgres(query) => Self::Postgres(query.bind(value)),
        }
    }

    /// Returns the number of changed rows.
    pub async fn execute(self) -> Result<u64, StoreError> {
        Ok(match self {
            Self::InPlace { sql, parameters, target } => {
                consume_budget().await;
                target.read(sql, parameters, &mut |_| Ok(Continue(())))?;
                0
            }
            Self::Sqlite(query) => query.execute().await?.rows_affected(),
            Self::Postgres(query) => query.execute().await?.rows_affected(),
        })
    }

    /// Reads the rows one after the other, until `take` breaks. Further rows are not read.
    pub async fn read_while<T: FromRow>(
        self,
        mut take: impl FnMut(T) -> ControlFlow<()> + Send,
    ) -> Result<(), StoreError> {
        let mut take = |source: Source<'_>| Ok::<_, StoreError>(take(T::from_row(&Row::new(source))?));
        match self {
            Self::InPlace { sql, parameters, target } => {
                consume_budget().await;
                target.read(sql, parameters, &mut |row| take(Source::InPlace(row)))?;
            }
            Self::Sqlite(query) => {
                let mut rows = query.fetch();
                while let Some(row) = rows.next().await.transpose()? {
                    if take(Source::Sqlite(&row))?.is_break() {
                        break;
                    }
                }
            }
            Self::Postgres(query) => {
                let mut rows = query.fetch();
                while let Some(row) = rows.next().await.transpose()? {
                    if take(Source::Postgres(&row))?.is_break() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    pub async fn fetch_all<T: FromRow>(self) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.read_while(|row| {
            all.push(row);
            Continue(())
        })
        .await?;
        Ok(all)
    }

    /// The first row.
    pub async fn fetch_optional<T: FromRow>(self) -> Result<Option<T>, StoreError> {
        match self {
            Self::InPlace { sql, parameters, target } => {
                consume_budget().await;
                let mut first = None;
                target.read(sql, parameters, &mut |row| {
                    first = Some(T::from_row(&Row::new(Source::InPlace(row)))?);
                    Ok(Break(()))
                })?;
                Ok(first)
            }
            Self::Sqlite(query) => {
                query.fetch_optional().await?.map(|row| T::from_row(&Row::new(Source::Sqlite(&row)))).transpose()
            }
            Self::Postgres(query) => {
                query.fetch_optional().await?.map(|row| T::from_row(&Row::new(Source::Postgres(&row)))).transpose()
            }
        }
    }

    /// The first row, or [`sqlx::Error::RowNotFound`].
    pub async fn fetch_one<T: FromRow>(self) -> Result<T, StoreError> {
        self.fetch_optional().await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }
}

/// A query of one driver of `sqlx`.
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
