//! Sessions of signed-in users, by their [`SessionKey`].

pub(super) mod devices;
mod session;
mod session_key;

use async_trait::async_trait;
use charla::{Device, SessionId, Timestamp, UserId};
use serde::Serialize;

pub use session::Session;
pub use session_key::SessionKey;

use super::{
    StoreError,
    database::{Executor, Statement, Transaction, from_row, json_rows},
    sql_store::SqlStore,
};

#[async_trait]
pub trait Sessions {
    /// `None` if there is no such session, or it has expired.
    async fn session(&self, key: SessionKey, now: Timestamp) -> Result<Option<Session>, StoreError>;

    /// Stores the session of a user who typed the password with the hash `password_hash`, and deletes the session
    /// `replaced`, if there is one. A user has at most [`charla::limits::DEVICES`] sessions: those used longest ago
    /// are deleted, too. Returns the keys and users of all deleted sessions. `None`, and nothing is changed, if
    /// `password_hash` is no longer the stored one.
    async fn create_session(
        &self,
        key: SessionKey,
        session: Session,
        password_hash: &str,
        replaced: Option<SessionKey>,
    ) -> Result<Option<Vec<(SessionKey, UserId)>>, StoreError>;

    /// Stores the times of `session`. Returns false if there is no such session any more; it does not come back.
    async fn prolong_session(&self, key: SessionKey, session: Session) -> Result<bool, StoreError>;

    async fn delete_session(&self, key: SessionKey) -> Result<(), StoreError>;

    /// Returns those of `keys` that have no session now.
    async fn ended_sessions(&self, keys: &[SessionKey], now: Timestamp) -> Result<Vec<SessionKey>, StoreError>;

    /// Deletes a few hundred of the expired sessions. Returns their keys and users: none if there are no more.
    async fn delete_expired_sessions(&self, now: Timestamp) -> Result<Vec<(SessionKey, UserId)>, StoreError>;

    /// The sessions of `me`, at most [`charla::limits::DEVICES`]: `here` first, then those that were used last.
    async fn devices(&self, me: UserId, here: SessionId, now: Timestamp) -> Result<Vec<Device>, StoreError>;

    /// Deletes a session, and returns its key. Returns `None` if `me` has no such session.
    async fn end_session_of(&self, me: UserId, id: SessionId) -> Result<Option<SessionKey>, StoreError>;

    /// Deletes all sessions of `me` except `here`, and returns their keys.
    async fn end_other_sessions(&self, me: UserId, here: SessionId) -> Result<Vec<SessionKey>, StoreError>;
}

pub const FIND: &str = "
    select user_id, device, signed_in_at, counted_from, seen_at, expires_at from sessions
    where token_hash = $1 and expires_at > $2";

pub const ENDED: Statement = Statement::Each {
    sqlite: "
        select given.token_hash
        from (select unhex(value ->> 'token_hash') as token_hash from json_each($1)) as given
        where not exists (
            select 1 from sessions s where s.token_hash = given.token_hash and s.expires_at > $2
        )",
    postgres: "
        select unhex(given.token_hash)
        from json_to_recordset($1::json) as given(token_hash text)
        where not exists (
            select 1 from sessions s where s.token_hash = unhex(given.token_hash) and s.expires_at > $2
        )",
};

/// Sessions deleted in one transaction, so that others can write in between.
const BATCH_SIZE: i64 = 500;

/// The second condition is for PostgreSQL: a session may be prolonged after its hash was found.
pub const DELETE_EXPIRED: &str = "
    delete from sessions where token_hash in (
        select token_hash from sessions where expires_at <= $1 order by expires_at limit $2
    ) and expires_at <= $1 returning token_hash, user_id";

/// A change of the password deletes the sessions that it sees. In PostgreSQL it does not see a session that is not
/// committed yet, nor does the session's transaction see the change. So they wait for each other, by the lock of the
/// user's row. In SQLite there is one write at a time.
pub const PASSWORD_HASH: Statement = Statement::Each {
    sqlite: "select password_hash from users where id = $1",
    postgres: "select password_hash from users where id = $1 for share",
};

const CREATE: &str = "
    insert into sessions (token_hash, user_id, device, signed_in_at, counted_from, seen_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)";

const PROLONG: &str = "update sessions set counted_from = $2, seen_at = $3, expires_at = $4 where token_hash = $1";

/// The browser may have belonged to another user before.
const REPLACE: &str = "delete from sessions where token_hash = $1 returning user_id";

const DELETE: &str = "delete from sessions where token_hash = $1";

#[async_trait]
impl Sessions for SqlStore {
    async fn session(&self, key: SessionKey, now: Timestamp) -> Result<Option<Session>, StoreError> {
        let query = self.readers_in_place().query(FIND).bind(key.as_bytes()).bind(now.as_micros());
        let row: Option<SessionRow> = query.fetch_optional().await?;
        Ok(row.map(SessionRow::session))
    }

    async fn create_session(
        &self,
        key: SessionKey,
        session: Session,
        password_hash: &str,
        replaced: Option<SessionKey>,
    ) -> Result<Option<Vec<(SessionKey, UserId)>>, StoreError> {
        let user = session.user;
        let mut write = self.write().await?;
        let stored: Option<(String,)> = write.query(PASSWORD_HASH).bind(user.0).fetch_optional().await?;
        if stored.is_none_or(|(stored,)| stored != password_hash) {
            return Ok(None);
        }
        let mut ended = Vec::new();
        if let Some(replaced) = replaced {
            let of: Option<(i64,)> = write.query(REPLACE).bind(replaced.as_bytes()).fetch_optional().await?;
            ended.extend(of.map(|(of,)| (replaced, UserId(of))));
        }
        create(&mut write, key, session).await?;
        let oldest = devices::end_oldest(&mut write, user, key).await?;
        ended.extend(oldest.into_iter().map(|oldest| (oldest, user)));
        write.commit().await?;
        Ok(Some(ended))
    }

    async fn prolong_session(&self, key: SessionKey, session: Session) -> Result<bool, StoreError> {
        let Session { counted_from, seen_at, expires_at, .. } = session;
        let mut write = self.write().await?;
        let prolonged = write
            .query(PROLONG)
            .bind(key.as_bytes())
            .bind(counted_from.map(Timestamp::as_micros))
            .bind(seen_at.as_micros())
            .bind(expires_at.as_micros())
            .execute()
            .await?;
        write.commit().await?;
        Ok(prolonged > 0)
    }

    async fn delete_session(&self, key: SessionKey) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        write.query(DELETE).bind(key.as_bytes()).execute().await?;
        write.commit().await?;
        Ok(())
    }

    async fn ended_sessions(&self, keys: &[SessionKey], now: Timestamp) -> Result<Vec<SessionKey>, StoreError> {
        let keys = json_rows(keys, |key| KeyRow { token_hash: key.hex() });
        let ended: Vec<(SessionKey,)> =
            self.readers().query(ENDED).bind(keys).bind(now.as_micros()).fetch_all().await?;
        Ok(ended.into_iter().map(|(key,)| key).collect())
    }

    async fn delete_expired_sessions(&self, now: Timestamp) -> Result<Vec<(SessionKey, UserId)>, StoreError> {
        let mut write = self.write().await?;
        let query = write.query(DELETE_EXPIRED).bind(now.as_micros()).bind(BATCH_SIZE);
        let rows: Vec<(SessionKey, i64)> = query.fetch_all().await?;
        write.commit().await?;
        Ok(rows.into_iter().map(|(key, user)| (key, UserId(user))).collect())
    }

    async fn devices(&self, me: UserId, here: SessionId, now: Timestamp) -> Result<Vec<Device>, StoreError> {
        devices::list(self.readers_in_place(), me, here, now).await
    }

    async fn end_session_of(&self, me: UserId, id: SessionId) -> Result<Option<SessionKey>, StoreError> {
        let mut write = self.write().await?;
        let ended = devices::end(&mut write, me, id).await?;
        write.commit().await?;
        Ok(ended)
    }

    async fn end_other_sessions(&self, me: UserId, here: SessionId) -> Result<Vec<SessionKey>, StoreError> {
        let mut write = self.write().await?;
        let ended = devices::end_others(&mut write, me, here).await?;
        write.commit().await?;
        Ok(ended)
    }
}

pub(super) async fn create(write: &mut Transaction, key: SessionKey, session: Session) -> Result<(), StoreError> {
    let Session { user, device, signed_in_at, counted_from, seen_at, expires_at } = session;
    write
        .query(CREATE)
        .bind(key.as_bytes())
        .bind(user.0)
        .bind(device)
        .bind(signed_in_at.map(Timestamp::as_micros))
        .bind(counted_from.map(Timestamp::as_micros))
        .bind(seen_at.as_micros())
        .bind(expires_at.as_micros())
        .execute()
        .await?;
    Ok(())
}

from_row! {
    #[derive(Debug)]
    struct SessionRow {
        user_id: i64,
        device: Option<String>,
        signed_in_at: Option<i64>,
        counted_from: Option<i64>,
        seen_at: i64,
        expires_at: i64,
    }
}

impl SessionRow {
    fn session(self) -> Session {
        Session {
            user: UserId(self.user_id),
            device: self.device,
            signed_in_at: self.signed_in_at.map(Timestamp::from_micros),
            counted_from: self.counted_from.map(Timestamp::from_micros),
            seen_at: Timestamp::from_micros(self.seen_at),
            expires_at: Timestamp::from_micros(self.expires_at),
        }
    }
}

#[derive(Debug, Serialize)]
struct KeyRow {
    token_hash: String,
}
