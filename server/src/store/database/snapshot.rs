//! A snapshot: several statements that do not see later commits. It begins with the first statement, and ends when it is
//! dropped.

use sqlx::{Postgres, pool::PoolConnection};

use super::{Executor, Query, Statement, query::Target};
use crate::store::sqlite::{InPlace, InPlaceSnapshot};

#[derive(Debug)]
pub enum Snapshot {
    Sqlite(InPlaceSnapshot),
    Postgres(sqlx::Transaction<'static, Postgres>),
    /// If PgBouncer pools transactions, a connection for reads is in a transaction from when it is acquired until it is
    /// released.
    Pooled(PoolConnection<Postgres>),
}

impl<'c> Executor<'c> for &'c mut Snapshot {
    fn query(self, statement: impl Into<Statement>) -> Query<'c> {
        match self {
            Snapshot::Sqlite(read) => Query::in_place(statement, InPlace::Snapshot(read)),
            Snapshot::Postgres(read) => Query::postgres(statement, Target::Connection(&mut **read)),
            Snapshot::Pooled(read) => Query::postgres(statement, Target::Connection(&mut **read)),
        }
    }
}
