//! Who is signed in, under the hash of the token.

use charla::{Timestamp, UserId};
use serde::Serialize;
use sqlx::Row;

use super::{
    connections::Connections,
    dialect::{Connection, DbRow, Pool, given_rows},
    given::given,
};
use crate::store::{StoreError, StoredSession};

pub(in crate::store) const FIND: &str = "select data, user_id, device, signed_in_at, seen_at, expires_at from sessions
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
    insert into sessions (token_hash, data, user_id, device, signed_in_at, seen_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)";

const SAVE: &str = "
    update sessions set data = $2, user_id = $3, device = $4, signed_in_at = $5, seen_at = $6, expires_at = $7
    where token_hash = $1";

pub(super) async fn find(
    readers: &Pool,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<StoredSession>, StoreError> {
    let row = sqlx::query(FIND).bind(token_hash).bind(now.as_micros()).fetch_optional(readers).await?;
    let read = |row: DbRow| {
        Ok(StoredSession {
            data: row.try_get("data")?,
            user: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
            device: row.try_get("device")?,
            signed_in_at: row.try_get::<Option<i64>, _>("signed_in_at")?.map(Timestamp::from_micros),
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

pub(super) async fn create(
    write: &mut Connection,
    token_hash: &[u8],
    session: StoredSession,
) -> Result<(), StoreError> {
    put(write, CREATE, token_hash, session).await
}

pub(super) async fn save(
    connections: &Connections,
    token_hash: &[u8],
    session: StoredSession,
) -> Result<(), StoreError> {
    let mut write = connections.write().await?;
    put(&mut write, SAVE, token_hash, session).await?;
    write.commit().await?;
    Ok(())
}

async fn put(
    write: &mut Connection,
    sql: &'static str,
    token_hash: &[u8],
    session: StoredSession,
) -> Result<(), StoreError> {
    let StoredSession { data, user, device, signed_in_at, seen_at, expires_at } = session;
    sqlx::query(sql)
        .bind(token_hash)
        .bind(data)
        .bind(user.map(|user| user.0))
        .bind(device)
        .bind(signed_in_at.map(Timestamp::as_micros))
        .bind(seen_at.as_micros())
        .bind(expires_at.as_micros())
        .execute(write)
        .await?;
    Ok(())
}

pub(super) async fn delete(connections: &Connections, token_hash: &[u8]) -> Result<(), StoreError> {
    let mut write = connections.write().await?;
    sqlx::query("delete from sessions where token_hash = $1").bind(token_hash).execute(&mut *write).await?;
    write.commit().await?;
    Ok(())
}

pub(super) async fn delete_expired(
    connections: &Connections,
    now: Timestamp,
) -> Result<Vec<(Vec<u8>, Option<UserId>)>, StoreError> {
    let mut write = connections.write().await?;
    let rows: Vec<(Vec<u8>, Option<i64>)> =
        sqlx::query_as(DELETE_EXPIRED).bind(now.as_micros()).fetch_all(&mut *write).await?;
    write.commit().await?;
    Ok(rows.into_iter().map(|(hash, user)| (hash, user.map(UserId))).collect())
}
