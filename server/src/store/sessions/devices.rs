//! The sessions of one user, as that user sees and ends them. Each is named by the first half of its
//! token's hash: see [`crate::store::SessionKey::id`].

use charla::{Device, SessionId, Timestamp, UserId, limits::DEVICES};
use sqlx::FromRow;
use uuid::Uuid;

use crate::store::{
    StoreError,
    database::{Executor, Readers, Transaction},
};

/// The one that asks, then those that were used last.
pub const LIST: &str = "
    select substr(token_hash, 1, 16) as id, device, signed_in_at, seen_at from sessions
    where user_id = $1 and expires_at > $3
    order by substr(token_hash, 1, 16) = $2 desc, seen_at desc, token_hash limit $4";
pub const END: &str = "delete from sessions where user_id = $1 and substr(token_hash, 1, 16) = $2 returning token_hash";
pub const END_OTHERS: &str =
    "delete from sessions where user_id = $1 and substr(token_hash, 1, 16) <> $2 returning token_hash";
pub const END_ALL: &str = "delete from sessions where user_id = $1 returning token_hash";
/// Use is stored once a day, so that sessions of one day are ordered by their sign-in.
pub const END_OLDEST: &str = "
    delete from sessions where token_hash in (
        select token_hash from sessions where user_id = $1 and token_hash <> $2
        order by seen_at desc, coalesce(signed_in_at, 0) desc, token_hash limit 100000 offset $3
    ) returning token_hash";

pub(super) async fn list(
    readers: Readers<'_>,
    me: UserId,
    here: SessionId,
    now: Timestamp,
) -> Result<Vec<Device>, StoreError> {
    let rows: Vec<DeviceRow> = readers
        .query(LIST)
        .bind(me.0)
        .bind(half(&here))
        .bind(now.as_micros())
        .bind(i64::from(DEVICES))
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.device(here)).collect::<Result<_, _>>()?)
}

pub(super) async fn end(write: &mut Transaction, me: UserId, id: SessionId) -> Result<Option<Vec<u8>>, StoreError> {
    let ended: Option<(Vec<u8>,)> = write.query(END).bind(me.0).bind(half(&id)).fetch_optional().await?;
    Ok(ended.map(|(hash,)| hash))
}

pub(super) async fn end_others(
    write: &mut Transaction,
    me: UserId,
    here: SessionId,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let ended: Vec<(Vec<u8>,)> = write.query(END_OTHERS).bind(me.0).bind(half(&here)).fetch_all().await?;
    Ok(ended.into_iter().map(|(hash,)| hash).collect())
}

pub async fn end_all(write: &mut Transaction, me: UserId) -> Result<Vec<Vec<u8>>, StoreError> {
    let ended: Vec<(Vec<u8>,)> = write.query(END_ALL).bind(me.0).fetch_all().await?;
    Ok(ended.into_iter().map(|(hash,)| hash).collect())
}

/// Without `here`, all beyond the [`DEVICES`] that were used last.
pub(super) async fn end_oldest(write: &mut Transaction, me: UserId, here: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    let query = write.query(END_OLDEST).bind(me.0).bind(here).bind(i64::from(DEVICES) - 1);
    let ended: Vec<(Vec<u8>,)> = query.fetch_all().await?;
    Ok(ended.into_iter().map(|(hash,)| hash).collect())
}

const fn half(id: &SessionId) -> &[u8] {
    id.0.as_bytes().as_slice()
}

#[derive(Debug, FromRow)]
struct DeviceRow {
    id: Vec<u8>,
    device: Option<String>,
    signed_in_at: Option<i64>,
    seen_at: i64,
}

impl DeviceRow {
    fn device(self, here: SessionId) -> Result<Device, sqlx::Error> {
        let id = SessionId(Uuid::from_slice(&self.id).map_err(|error| sqlx::Error::Decode(Box::new(error)))?);
        Ok(Device {
            id,
            name: self.device,
            signed_in_at: self.signed_in_at.map(Timestamp::from_micros),
            seen_at: Timestamp::from_micros(self.seen_at),
            is_this: id == here,
        })
    }
}
