//! Sessions: kept in our store under the hash of their token, so that who reads the database
//! cannot sign in with what stands there.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use axum_login::tower_sessions::{
    Session, SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use charla::{ChatError, SessionId, Timestamp, UserId};
use serde::{Deserialize, de::DeserializeOwned};
use tokio_util::task::TaskTracker;

use crate::{
    clock,
    error::fault,
    live::fanout::Fanout,
    log::security::{self, Event},
    own_task::in_own_task,
    store::{SessionKey, Store, StoreError, StoredSession},
};

/// Where axum-login keeps who it is.
pub const USER: &str = "axum-login.data";

/// Where sign-in keeps on which device, and when it was.
pub const DEVICE: &str = "device";
pub const SIGNED_IN_AT: &str = "signed_in_at";

/// Where a session from before sign-in times were kept has the moment from which its age counts.
pub const COUNTED_FROM: &str = "counted_from";

/// A session that is deleted takes its sockets with it, whoever deletes it, and whether or not the client waits for the
/// answer.
#[derive(Clone)]
pub struct Sessions {
    store: Arc<dyn Store>,
    fanout: Fanout,
    /// However much it is used, a session ends so long after the sign-in.
    lifetime: Duration,
    running: TaskTracker,
}

impl Sessions {
    /// `running` counts what is under way, so that it is awaited at the end.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, fanout: Fanout, lifetime: Duration, running: TaskTracker) -> Self {
        Self { store, fanout, lifetime, running }
    }

    /// One of this user's; of others there is none under any `id`.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end(&self, me: UserId, id: SessionId) -> std::result::Result<(), ChatError> {
        let sessions = self.clone();
        in_own_task(&self.running, async move {
            let ended = sessions.store.end_session_of(me, id).await?;
            sessions.ended(me, ended);
            Ok(())
        })
        .await
    }

    /// All of this user's but the one that asks.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_others(&self, me: UserId, here: SessionKey) -> std::result::Result<(), ChatError> {
        let sessions = self.clone();
        in_own_task(&self.running, async move {
            let ended = sessions.store.end_other_sessions(me, here.id()).await?;
            sessions.ended(me, ended);
            Ok(())
        })
        .await
    }

    /// Puts a new password in the place of the one with `old_hash`, and ends all sessions of this user but `here`.
    /// False where the password is another one by now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn change_password(
        &self,
        me: UserId,
        old_hash: String,
        new_hash: String,
        here: SessionId,
    ) -> std::result::Result<bool, ChatError> {
        let sessions = self.clone();
        in_own_task(&self.running, async move {
            let Some(ended) = sessions.store.change_password(me, &old_hash, &new_hash, here).await? else {
                return Ok(false);
            };
            security::log(Event::PasswordChanged, me);
            sessions.ended(me, ended);
            Ok(true)
        })
        .await
    }

    /// Closes the sockets of sessions that were deleted, here and at other processes.
    fn ended(&self, user: impl Into<Option<UserId>> + Copy, hashes: impl IntoIterator<Item = Vec<u8>>) {
        for hash in hashes {
            security::log(Event::SessionEnded, user);
            if let Some(key) = SessionKey::of_hash(&hash) {
                self.fanout.end_session(key);
            }
        }
    }

    /// Deletes those whose time is over.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_expired(&self) -> std::result::Result<(), StoreError> {
        for (hash, user) in self.store.delete_expired_sessions(clock::now()).await? {
            self.ended(user, [hash]);
        }
        Ok(())
    }

    fn stored(&self, record: &Record) -> Result<StoredSession> {
        let data = serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let at = |key| kept(record, key).map(Timestamp::from_micros);
        let signed_in_at = at(SIGNED_IN_AT);
        let oldest = signed_in_at.or_else(|| at(COUNTED_FROM)).map(|since| since.to_utc() + self.lifetime);
        let expires_at = oldest.map_or(record.expiry_date, |oldest| oldest.min(record.expiry_date));
        Ok(StoredSession {
            data,
            user: kept::<SignedIn>(record, USER).and_then(|signed_in| signed_in.user_id),
            device: kept(record, DEVICE),
            signed_in_at,
            seen_at: clock::now(),
            expires_at: Timestamp::from(expires_at),
        })
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Two tokens of 128 random bits do not meet.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let key = SessionKey::of(record.id);
        let session = self.stored(record)?;
        let sessions = self.clone();
        let created = in_own_task(&self.running, async move {
            let user = session.user;
            let ended = sessions.store.create_session(key.as_bytes(), session).await?;
            sessions.ended(user, ended);
            Ok(())
        });
        created.await.map_err(backend)
    }

    /// Only one that is still there: a request that was under way at sign-out does not bring the
    /// session back.
    async fn save(&self, record: &Record) -> Result<()> {
        let key = SessionKey::of(record.id);
        self.store.save_session(key.as_bytes(), self.stored(record)?).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let stored = self.store.session(SessionKey::of(*id).as_bytes(), clock::now()).await.map_err(backend)?;
        let Some(stored) = stored else { return Ok(None) };
        let data = serde_json::from_slice(&stored.data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date: stored.expires_at.to_utc() }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let key = SessionKey::of(*id);
        let sessions = self.clone();
        let deleted = in_own_task(&self.running, async move {
            let deleted = sessions.store.delete_session(key.as_bytes()).await;
            sessions.fanout.end_session(key);
            Ok(deleted?)
        });
        deleted.await.map_err(backend)
    }
}

/// Who is signed in by this session, after whatever the request did to it.
pub async fn user_of(session: &Session) -> Option<UserId> {
    session.get::<SignedIn>(USER).await.ok().flatten().and_then(|signed_in| signed_in.user_id)
}

/// What axum-login keeps, as far as it is needed here.
#[derive(Deserialize)]
struct SignedIn {
    user_id: Option<UserId>,
}

fn kept<T: DeserializeOwned>(record: &Record, key: &str) -> Option<T> {
    record.data.get(key).and_then(|value| T::deserialize(value).ok())
}

/// What a fault of the sessions means to whom it happens. On its way it is but text: a store that
/// is too busy is known by its words.
pub fn refusal(error: &impl fmt::Display) -> ChatError {
    let busy = ChatError::Overloaded { retry_after: 1 };
    if error.to_string().contains(&busy.to_string()) { busy } else { fault::internal(error) }
}

fn backend(error: impl Into<ChatError>) -> Error {
    Error::Backend(error.into().to_string())
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}
