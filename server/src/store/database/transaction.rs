//! A write: all of its statements are stored together, or none. It is rolled back if it is dropped.

use sqlx::{Postgres, Sqlite};

use super::{Executor, Query, Statement, query::Target};

#[derive(Debug)]
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// Returns when the write is durable, as far as [`Durability`](crate::store::Durability) demands.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}

impl<'c> Executor<'c> for &'c mut Transaction {
    fn query(self, statement: impl Into<Statement>) -> Query<'c> {
        match self {
            Transaction::Sqlite(write) => Query::sqlite(statement, Target::Connection(&mut **write)),
            Transaction::Postgres(write) => Query::postgres(statement, Target::Connection(&mut **write)),
        }
    }
}
