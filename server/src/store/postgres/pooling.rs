//! Detects whether a connection is one session of PostgreSQL, or a pooler assigns each transaction to another session.

use sqlx::{Executor as _, PgConnection, PgPool, Row as _};

use crate::store::{OpeningError, StoreError};

/// PgBouncer may assign its sessions in turn, so one attempt may find the same session by chance.
const ATTEMPTS: u32 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Also with PgBouncer in session mode.
    Sessions,
    Transactions,
}

impl Pooling {
    /// Needs a pool of two connections, and closes it afterwards.
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

/// While the second connection holds a session in a transaction, a pooler has to assign another session to the first.
async fn detect(pool: &PgPool) -> Result<Pooling, sqlx::Error> {
    let (mut first, mut second) = (pool.acquire().await?, pool.acquire().await?);
    for _ in 0..ATTEMPTS {
        let before = session(&mut first).await?;
        second.execute("begin").await?;
        let held = session(&mut second).await?;
        let after = session(&mut first).await?;
        second.execute("rollback").await?;
        if before != after || before == held {
            return Ok(Pooling::Transactions);
        }
    }
    Ok(Pooling::Sessions)
}

/// Returns the process id of the session. Uses the simple protocol, which needs no prepared statement.
async fn session(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::raw_sql("select pg_backend_pid()").fetch_one(connection).await?.try_get(0)
}
