//! Browsers with which a user has signed in, under the hash of the token that each keeps.

use charla::{Timestamp, UserId, limits::DEVICES};

use super::dialect::{Connection, Pool};
use crate::store::{StoreError, names::username_key};

pub(in crate::store) const KNOWS: &str = "
    select 1 from users u join known_browsers b on b.user_id = u.id
    where u.username_key = $1 and b.token_hash = $2";

const REMEMBER: &str = "
    insert into known_browsers (user_id, token_hash, seen_at) values ($1, $2, $3)
    on conflict (user_id, token_hash) do update set seen_at = excluded.seen_at";

/// As many as sessions; the one that was used longest ago goes.
const FORGET_OLDEST: &str = "
    delete from known_browsers where user_id = $1 and token_hash in (
        select token_hash from known_browsers where user_id = $1 order by seen_at desc, token_hash
        limit 1000 offset $2
    )";

pub(super) async fn knows(readers: &Pool, username: &str, token_hash: &[u8]) -> Result<bool, StoreError> {
    // Nobody's name, and no text to PostgreSQL.
    if username.contains('\0') {
        return Ok(false);
    }
    let row = sqlx::query(KNOWS).bind(username_key(username)).bind(token_hash).fetch_optional(readers).await?;
    Ok(row.is_some())
}

pub(super) async fn remember(
    write: &mut Connection,
    me: UserId,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(REMEMBER).bind(me.0).bind(token_hash).bind(now.as_micros()).execute(&mut *write).await?;
    sqlx::query(FORGET_OLDEST).bind(me.0).bind(i64::from(DEVICES)).execute(write).await?;
    Ok(())
}

pub(super) async fn forget_all(write: &mut Connection, me: UserId) -> Result<(), StoreError> {
    sqlx::query("delete from known_browsers where user_id = $1").bind(me.0).execute(write).await?;
    Ok(())
}
