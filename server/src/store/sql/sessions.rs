//! Who is signed in, under the hash of the token.

use charla::{Timestamp, UserId};
use serde::Serialize;
use sqlx::Row;

use super::{
    connections::Connections,
    dialect::{Connection, DbRow, Pool, given_rows},
    given::given,
};
use crate::store::{Session, StoreError};

pub(in crate::store) const FIND: &str = "
    select user_id, device, signed_in_at, counted_from, seen_at, expires_at from sessions
    where token_hash = $1 and expires_at > $2";
pub(in crate::store) const ENDED: &str = concat!(
    "select unhex(given.token_hash) from ",
    given_rows!(token_hash text),
    " where not exists (
        select 1 from sessions s where s.token_hash = unhex(given.token_hash) and s.expires_at > $2
    )"
);
pub(in crate::store) const DELETE_EXPIRED: &str =
    "delete from sessions where expires_at <= $1 returning token_hash, user_id";

const CREATE: &str = "
    insert into sessions (token_hash, user_id, device, signed_in_at, counted_from, seen_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)";

const PROLONG: &str = "update sessions set counted_from = $2, seen_at = $3, expires_at = $4 where token_hash = $1";

pub(super) async fn find(readers: &Pool, token_hash: &[u8], now: Timestamp) -> Result<Option<Session>, StoreError> {
    let row = sqlx::query(FIND).bind(token_hash).bind(now.as_micros()).fetch_optional(readers).await?;
    let read = |row: DbRow| {
        let micros = |column| row.try_get::<Option<i64>, _>(column);
        Ok(Session {
            user: UserId(row.try_get("user_id")?),
            device: row.try_get("device")?,
            signed_in_at: micros("signed_in_at")?.map(Timestamp::from_micros),
            counted_from: micros("counted_from")?.map(Timestamp::from_micros),
            seen_at: Timestamp::from_micros(row.try_get("seen_at")?),
            expires_at: Timestamp::from_micros(row.try_get("expires_at")?),
        })
    };
    row.map(read).transpose()
}

pub(super) async fn ended(readers: &Pool, token_hashes: &[&[u8]], now: Timestamp) -> Result<Vec<Vec<u8>>, StoreError> {
    #[derive(Serialize)]
    struct Given {
        token_hash: String,
    }
    let hex = |hash: &[u8]| hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let hashes = given(token_hashes, |hash| Given { token_hash: hex(hash) });
    Ok(sqlx::query_scalar(ENDED).bind(hashes).bind(now.as_micros()).fetch_all(readers).await?)
}

pub(super) async fn create(write: &mut Connection, token_hash: &[u8], session: Session) -> Result<(), StoreError> {
    let Session { user, device, signed_in_at, counted_from, seen_at, expires_at } = session;
    sqlx::query(CREATE)
        .bind(token_hash)
        .bind(user.0)
        .bind(device)
        .bind(signed_in_at.map(Timestamp::as_micros))
        .bind(counted_from.map(Timestamp::as_micros))
        .bind(seen_at.as_micros())
        .bind(expires_at.as_micros())
        .execute(write)
        .await?;
    Ok(())
}

pub(super) async fn prolong(
    connections: &Connections,
    token_hash: &[u8],
    session: Session,
) -> Result<bool, StoreError> {
    let Session { counted_from, seen_at, expires_at, .. } = session;
    let mut write = connections.write().await?;
    let done = sqlx::query(PROLONG)
        .bind(token_hash)
        .bind(counted_from.map(Timestamp::as_micros))
        .bind(seen_at.as_micros())
        .bind(expires_at.as_micros())
        .execute(&mut *write)
        .await?;
    write.commit().await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn delete(write: &mut Connection, token_hash: &[u8]) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where token_hash = $1").bind(token_hash).execute(write).await?;
    Ok(())
}

pub(super) async fn delete_expired(
    connections: &Connections,
    now: Timestamp,
) -> Result<Vec<(Vec<u8>, UserId)>, StoreError> {
    let mut write = connections.write().await?;
    let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(DELETE_EXPIRED).bind(now.as_micros()).fetch_all(&mut *write).await?;
    write.commit().await?;
    Ok(rows.into_iter().map(|(hash, user)| (hash, UserId(user))).collect())
}
