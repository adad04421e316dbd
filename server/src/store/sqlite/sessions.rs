//! Who is signed in, under the hash of the token.

use charla::Timestamp;
use sqlx::{Row, SqlitePool};

use crate::store::{StoreError, StoredSession};

pub(super) const FIND: &str = "select data, expires_at from sessions where token_hash = ?1 and expires_at > ?2";
pub(super) const DELETE_EXPIRED: &str = "delete from sessions where expires_at <= ?1";

pub(super) async fn find(
    readers: &SqlitePool,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<StoredSession>, StoreError> {
    let row = sqlx::query(FIND).bind(token_hash).bind(now.as_micros()).fetch_optional(readers).await?;
    let read = |row: sqlx::sqlite::SqliteRow| {
        let expires_at = Timestamp::from_micros(row.try_get("expires_at")?);
        Ok(StoredSession { data: row.try_get("data")?, expires_at })
    };
    row.map(read).transpose()
}

pub(super) async fn save(writer: &SqlitePool, token_hash: &[u8], session: StoredSession) -> Result<(), StoreError> {
    sqlx::query(
        "insert into sessions (token_hash, data, expires_at) values (?1, ?2, ?3)
        on conflict (token_hash) do update set data = excluded.data, expires_at = excluded.expires_at",
    )
    .bind(token_hash)
    .bind(session.data)
    .bind(session.expires_at.as_micros())
    .execute(writer)
    .await?;
    Ok(())
}

pub(super) async fn delete(writer: &SqlitePool, token_hash: &[u8]) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where token_hash = ?1").bind(token_hash).execute(writer).await?;
    Ok(())
}

pub(super) async fn delete_expired(writer: &SqlitePool, now: Timestamp) -> Result<u64, StoreError> {
    Ok(sqlx::query(DELETE_EXPIRED).bind(now.as_micros()).execute(writer).await?.rows_affected())
}
