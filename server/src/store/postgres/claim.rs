//! Who may use the database: one server, or several that know of each other.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

use super::connections::Connections;
use crate::store::StoreError;

/// Of all locks on this database, ours: "charla" in ASCII.
const KEY: i64 = 0x6368_6172_6c61;

/// How often it is seen whether the claim still holds.
const EVERY: Duration = Duration::from_secs(5);

/// Held by a connection of its own, and claimed anew where that is lost.
pub(super) async fn claim(connections: &Connections, shared: bool) -> Result<bool, StoreError> {
    let Some(claim) = take(connections, shared).await? else { return Ok(false) };
    tokio::spawn(hold(connections.clone(), shared, claim));
    Ok(true)
}

async fn take(connections: &Connections, shared: bool) -> Result<Option<PgConnection>, StoreError> {
    let mut connection = connections.readers().acquire().await?.detach();
    let sql = if shared { "select pg_try_advisory_lock_shared($1)" } else { "select pg_try_advisory_lock($1)" };
    let taken: bool = sqlx::query_scalar(sql).bind(KEY).fetch_one(&mut connection).await?;
    Ok(taken.then_some(connection))
}

async fn hold(connections: Connections, shared: bool, mut claim: PgConnection) {
    while !connections.readers().is_closed() {
        tokio::time::sleep(EVERY).await;
        if timeout(EVERY, claim.ping()).await.is_ok_and(|answer| answer.is_ok()) {
            continue;
        }
        match take(&connections, shared).await {
            Ok(Some(connection)) => claim = connection,
            Ok(None) => tracing::error!("another server has taken this database, which it must not share"),
            Err(error) => tracing::warn!(%error, "the claim on the database is lost for now"),
        }
    }
}
