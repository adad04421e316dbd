//! Browsers with which a user has signed in. The key is the hash of a token in a cookie of the browser.

use async_trait::async_trait;
use charla::{Timestamp, UserId, limits::DEVICES};

use super::{
    StoreError,
    database::{Executor, Transaction},
    names::username_key,
    sql_store::SqlStore,
};

#[async_trait]
pub trait KnownBrowsers {
    async fn knows_browser(&self, username: &str, token_hash: &[u8]) -> Result<bool, StoreError>;

    /// Keeps at most [`DEVICES`] browsers of a user: those of the latest sign-ins.
    async fn remember_browser(&self, me: UserId, token_hash: &[u8], now: Timestamp) -> Result<(), StoreError>;
}

pub const KNOWS: &str = "
    select 1 from users u join known_browsers b on b.user_id = u.id
    where u.username_key = $1 and b.token_hash = $2";

const REMEMBER: &str = "
    insert into known_browsers (user_id, token_hash, seen_at) values ($1, $2, $3)
    on conflict (user_id, token_hash) do update set seen_at = excluded.seen_at";

/// Keeps as many browsers as sessions: those of the latest sign-ins.
const FORGET_OLDEST: &str = "
    delete from known_browsers where user_id = $1 and token_hash in (
        select token_hash from known_browsers where user_id = $1 order by seen_at desc, token_hash
        limit 1000 offset $2
    )";

#[async_trait]
impl KnownBrowsers for SqlStore {
    async fn knows_browser(&self, username: &str, token_hash: &[u8]) -> Result<bool, StoreError> {
        // No user name contains it, and PostgreSQL refuses it in a text.
        if username.contains('\0') {
            return Ok(false);
        }
        let query = self.readers_in_place().query(KNOWS).bind(username_key(username)).bind(token_hash);
        let found: Option<(i32,)> = query.fetch_optional().await?;
        Ok(found.is_some())
    }

    async fn remember_browser(&self, me: UserId, token_hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        write.query(REMEMBER).bind(me.0).bind(token_hash).bind(now.as_micros()).execute().await?;
        write.query(FORGET_OLDEST).bind(me.0).bind(i64::from(DEVICES)).execute().await?;
        write.commit().await?;
        Ok(())
    }
}

pub(super) async fn forget_all(write: &mut Transaction, me: UserId) -> Result<(), StoreError> {
    write.query("delete from known_browsers where user_id = $1").bind(me.0).execute().await?;
    Ok(())
}
