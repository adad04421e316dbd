//! Sessions: kept in our store under the hash of their token, so that who reads the database
//! cannot sign in with what stands there.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use axum_login::tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use charla::Timestamp;
use sha2::{Digest, Sha256};

use crate::{
    clock,
    hub::Hub,
    store::{Store, StoredSession},
};

/// The hash of a session's token: what the store and the hub know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    #[must_use]
    pub fn of(id: Id) -> Self {
        Self(Sha256::digest(id.0.to_le_bytes()).into())
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A session that is deleted takes its sockets with it, whoever deletes it.
#[derive(Clone)]
pub struct Sessions {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
}

impl Sessions {
    #[must_use]
    pub fn new(store: Arc<dyn Store>, hub: Arc<Hub>) -> Self {
        Self { store, hub }
    }

    async fn put(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let session = StoredSession { data, expires_at: Timestamp::from(record.expiry_date) };
        self.store.save_session(SessionKey::of(record.id).as_bytes(), session).await.map_err(backend)
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Two tokens of 128 random bits do not meet.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.put(record).await
    }

    /// Only one that is still there: a request that was under way at sign-out does not bring the
    /// session back.
    async fn save(&self, record: &Record) -> Result<()> {
        match self.load(&record.id).await? {
            Some(_) => self.put(record).await,
            None => Ok(()),
        }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let stored = self.store.session(SessionKey::of(*id).as_bytes(), clock::now()).await.map_err(backend)?;
        let Some(stored) = stored else { return Ok(None) };
        let data = serde_json::from_slice(&stored.data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date: stored.expires_at.to_utc() }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let key = SessionKey::of(*id);
        let deleted = self.store.delete_session(key.as_bytes()).await.map_err(backend);
        self.hub.end_session(key);
        deleted
    }
}

fn backend(error: impl fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}
