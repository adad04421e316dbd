//! Whether a connection is a session of PostgreSQL, or PgBouncer gives each of its transactions to any of its own.

use sqlx::{Executor as _, PgConnection, PgPool, Row as _};

use crate::store::{OpeningError, StoreError};

/// PgBouncer may hand its connections out in turn.
const TRIES: u32 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Also with PgBouncer in session mode.
    Sessions,
    Transactions,
}

impl Pooling {
    /// By a pool of two connections, which is closed then.
    pub(super) async fn detect(pool: PgPool) -> Result<Self, StoreError> {
        let found = detect(&pool).await;
        pool.close().await;
        found.map_err(|error| match error {
            sqlx::Error::Database(error) if error.message().contains("statement pooling mode") => {
                OpeningError::StatementPooling.into()
            }
            error => error.into(),
        })
    }
}

/// While the other one has a transaction open, the process behind the first one would be another.
async fn detect(pool: &PgPool) -> Result<Pooling, sqlx::Error> {
    let (mut one, mut other) = (pool.acquire().await?, pool.acquire().await?);
    for _ in 0..TRIES {
        let before = process(&mut one).await?;
        other.execute("begin").await?;
        let held = process(&mut other).await?;
        let after = process(&mut one).await?;
        other.execute("rollback").await?;
        if before != after || before == held {
            return Ok(Pooling::Transactions);
        }
    }
    Ok(Pooling::Sessions)
}

/// In the simple protocol, which needs no prepared statement.
async fn process(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::raw_sql("select pg_backend_pid()").fetch_one(connection).await?.try_get(0)
}
