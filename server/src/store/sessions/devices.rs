//! The sessions of a user, which the user sees and ends as devices. Their ids are in [`SessionKey::id`].

use charla::{Device, SessionId, Timestamp, UserId, limits::DEVICES};
use uuid::Uuid;

use crate::store::{
    SessionKey, StoreError,
    database::{Executor, Readers, Transaction, from_row},
};

/// The session of the request first, then those that were used last.
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

pub(super) async fn end(write: &mut Transaction, me: UserId, id: SessionId) -> Result<Option<SessionKey>, StoreError> {
    let ended: Option<(SessionKey,)> = write.query(END).bind(me.0).bind(half(&id)).fetch_optional().await?;
    Ok(ended.map(|(key,)| key))
}

pub(super) async fn end_others(
    write: &mut Transaction,
    me: UserId,
    here: SessionId,
) -> Result<Vec<SessionKey>, StoreError> {
    let ended: Vec<(SessionKey,)> = write.query(END_OTHERS).bind(me.0).bind(half(&here)).fetch_all().await?;
    Ok(ended.into_iter().map(|(key,)| key).collect())
}

pub async fn end_all(write: &mut Transaction, me: UserId) -> Result<Vec<SessionKey>, StoreError> {
    let ended: Vec<(SessionKey,)> = write.query(END_ALL).bind(me.0).fetch_all().await?;
    Ok(ended.into_iter().map(|(key,)| key).collect())
}

/// Keeps `here` and the sessions that were used last, at most [`DEVICES`] in all.
pub(super) async fn end_oldest(
    write: &mut Transaction,
    me: UserId,
    here: SessionKey,
) -> Result<Vec<SessionKey>, StoreError> {
    let query = write.query(END_OLDEST).bind(me.0).bind(here.as_bytes()).bind(i64::from(DEVICES) - 1);
    let ended: Vec<(SessionKey,)> = query.fetch_all().await?;
    Ok(ended.into_iter().map(|(key,)| key).collect())
}

const fn half(id: &SessionId) -> &[u8] {
    id.0.as_bytes().as_slice()
}

from_row! {
    #[derive(Debug)]
    struct DeviceRow {
        id: Vec<u8>,
        device: Option<String>,
        signed_in_at: Option<i64>,
        seen_at: i64,
    }
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
