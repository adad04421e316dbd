//! The sessions of one user, as that user sees and ends them. Each is named by the first half of its
//! token's hash: see [`crate::store::SessionKey::id`].

use charla::{Device, SessionId, Timestamp, UserId, limits::DEVICES};
use sqlx::Row;
use uuid::Uuid;

use super::{
    connections::Connections,
    dialect::{Connection, DbRow, Pool},
};
use crate::store::StoreError;

/// The one that asks, then those that were used last.
pub(in crate::store) const LIST: &str = "
    select substr(token_hash, 1, 16) as id, device, signed_in_at, seen_at from sessions
    where user_id = $1 and expires_at > $3
    order by substr(token_hash, 1, 16) = $2 desc, seen_at desc, token_hash limit $4";
pub(in crate::store) const END: &str =
    "delete from sessions where user_id = $1 and substr(token_hash, 1, 16) = $2 returning token_hash";
pub(in crate::store) const END_OTHERS: &str =
    "delete from sessions where user_id = $1 and substr(token_hash, 1, 16) <> $2 returning token_hash";
/// What is noted once a day tells little of those of one day: then the sign-ins count.
pub(in crate::store) const END_OLDEST: &str = "
    delete from sessions where token_hash in (
        select token_hash from sessions where user_id = $1 and token_hash <> $2
        order by seen_at desc, coalesce(signed_in_at, 0) desc, token_hash limit 100000 offset $3
    ) returning token_hash";

pub(super) async fn list(
    readers: &Pool,
    me: UserId,
    here: SessionId,
    now: Timestamp,
) -> Result<Vec<Device>, StoreError> {
    let rows = sqlx::query(LIST)
        .bind(me.0)
        .bind(half(&here))
        .bind(now.as_micros())
        .bind(i64::from(DEVICES))
        .fetch_all(readers)
        .await?;
    let read = |row: &DbRow| {
        let id = Uuid::from_slice(row.try_get("id")?).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let id = SessionId(id);
        Ok(Device {
            id,
            name: row.try_get("device")?,
            signed_in_at: row.try_get::<Option<i64>, _>("signed_in_at")?.map(Timestamp::from_micros),
            seen_at: Timestamp::from_micros(row.try_get("seen_at")?),
            is_this: id == here,
        })
    };
    rows.iter().map(read).collect()
}

pub(super) async fn end(connections: &Connections, me: UserId, id: SessionId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut write = connections.write().await?;
    let ended = sqlx::query_scalar(END).bind(me.0).bind(half(&id)).fetch_optional(&mut *write).await?;
    write.commit().await?;
    Ok(ended)
}

pub(super) async fn end_others(
    write: &mut Connection,
    me: UserId,
    here: SessionId,
) -> Result<Vec<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar(END_OTHERS).bind(me.0).bind(half(&here)).fetch_all(write).await?)
}

/// But `here`, all beyond the [`DEVICES`] that were used last.
pub(super) async fn end_oldest(write: &mut Connection, me: UserId, here: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar(END_OLDEST).bind(me.0).bind(here).bind(i64::from(DEVICES) - 1).fetch_all(write).await?)
}

const fn half(id: &SessionId) -> &[u8] {
    id.0.as_bytes().as_slice()
}
