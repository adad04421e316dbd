//! Lets only one server use the database, or several that deliver each other's messages.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _};
use tokio::time::timeout;

use super::{connections::Connections, pooling::Pooling};
use crate::store::StoreError;

/// The key of the advisory lock: "charla" in ASCII.
const KEY: i64 = 0x6368_6172_6c61;

/// The pause between two checks that the lock is still held, and the timeout of a check.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);

/// Takes the lock, and keeps it on a connection of its own. If that connection is lost, the lock is taken again. Returns
/// false if another server has it.
pub(in crate::store) async fn claim(connections: &Connections, shared: bool) -> Result<bool, StoreError> {
    let Some(claim) = take(connections, shared).await? else { return Ok(false) };
    tokio::spawn(hold(connections.clone(), shared, claim));
    Ok(true)
}

/// Takes a lock of the session. If PgBouncer pools transactions, takes a lock of a transaction that stays open. It has read
/// nothing, so it does not hold back `vacuum`. The two kinds of locks exclude each other.
async fn take(connections: &Connections, shared: bool) -> Result<Option<PgConnection>, StoreError> {
    let mut connection = connections.detached().await?;
    let lock = match connections.pooling() {
        Pooling::Sessions => "pg_try_advisory_lock",
        Pooling::Transactions => {
            connection.execute("begin; set local idle_in_transaction_session_timeout = 0").await?;
            "pg_try_advisory_xact_lock"
        }
    };
    let sql = format!("select {lock}{}({KEY})", if shared { "_shared" } else { "" });
    let taken: bool = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(&mut connection).await?.try_get(0)?;
    Ok(taken.then_some(connection))
}

async fn hold(connections: Connections, shared: bool, mut claim: PgConnection) {
    while !connections.readers().is_closed() {
        tokio::time::sleep(CHECK_INTERVAL).await;
        if timeout(CHECK_INTERVAL, claim.ping()).await.is_ok_and(|answer| answer.is_ok()) {
            continue;
        }
        match take(&connections, shared).await {
            Ok(Some(connection)) => claim = connection,
            Ok(None) => tracing::error!("another server has taken this database, which it must not share"),
            Err(error) => tracing::warn!(%error, "the claim on the database is lost for now"),
        }
    }
}
