//! Who may use the database: one server, or several that know of each other.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _};
use tokio::time::timeout;

use super::{connections::Connections, pooling::Pooling};
use crate::store::StoreError;

/// Of all locks on this database, ours: "charla" in ASCII.
const KEY: i64 = 0x6368_6172_6c61;

/// Between two checks that the claim still holds, and for each of them.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);

/// Held by a connection of its own, and claimed anew where that is lost.
pub(in crate::store) async fn claim(connections: &Connections, shared: bool) -> Result<bool, StoreError> {
    let Some(claim) = take(connections, shared).await? else { return Ok(false) };
    tokio::spawn(hold(connections.clone(), shared, claim));
    Ok(true)
}

/// A lock of the session; where PgBouncer gives a session for a transaction only, of a transaction that stays open. It
/// has read nothing, and so keeps nobody from clearing up. The two kinds exclude each other.
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
