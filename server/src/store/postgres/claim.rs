//! Lets only one server use the database, or several that deliver each other's messages.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _};
use tokio::time::timeout;

use super::{connections::Connections, pooling::Pooling};
use crate::store::{Claim, OpeningError, StoreError};

/// The key of the advisory lock: "charla" in ASCII.
const KEY: i64 = 0x6368_6172_6c61;

/// The pause between two checks that the lock is still held, and the timeout of a check.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);

/// A lock that is taken, on a connection of its own. Dropping it releases the lock.
pub(super) struct Held {
    claim: Claim,
    connection: PgConnection,
}

/// Takes the lock.
///
/// # Errors
/// [`OpeningError::InUse`] if another server has it.
pub(super) async fn take(connections: &Connections, claim: Claim) -> Result<Held, StoreError> {
    let connection = lock(connections, claim).await?.ok_or(OpeningError::InUse)?;
    Ok(Held { claim, connection })
}

impl Held {
    /// Keeps the lock until the connections are closed. If its connection is lost, the lock is taken again.
    pub(super) fn keep(self, connections: Connections) {
        tokio::spawn(hold(connections, self));
    }
}

/// Takes a lock of the session. If PgBouncer pools transactions, takes a lock of a transaction that stays open. It has read
/// nothing, so it does not hold back `vacuum`. The two kinds of locks exclude each other.
async fn lock(connections: &Connections, claim: Claim) -> Result<Option<PgConnection>, StoreError> {
    let mut connection = connections.detached().await?;
    let lock = match connections.pooling() {
        Pooling::Sessions => "pg_try_advisory_lock",
        Pooling::Transactions => {
            connection.execute("begin; set local idle_in_transaction_session_timeout = 0").await?;
            "pg_try_advisory_xact_lock"
        }
    };
    let shared = match claim {
        Claim::Exclusive => "",
        Claim::Shared => "_shared",
    };
    let sql = format!("select {lock}{shared}({KEY})");
    let taken: bool = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(&mut connection).await?.try_get(0)?;
    Ok(taken.then_some(connection))
}

async fn hold(connections: Connections, mut held: Held) {
    while !connections.readers().is_closed() {
        tokio::time::sleep(CHECK_INTERVAL).await;
        if timeout(CHECK_INTERVAL, held.connection.ping()).await.is_ok_and(|answer| answer.is_ok()) {
            continue;
        }
        match lock(&connections, held.claim).await {
            Ok(Some(connection)) => held.connection = connection,
            Ok(None) => tracing::error!("another server has taken this database, which it must not share"),
            Err(error) => tracing::warn!(%error, "the claim on the database is lost for now"),
        }
    }
}
