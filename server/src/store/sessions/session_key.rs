//! By what the store knows a session.

use charla::SessionId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The hash of a session's token: what the store and the hub know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    #[must_use]
    pub const fn new(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    #[must_use]
    pub fn of_hash(hash: &[u8]) -> Option<Self> {
        hash.try_into().ok().map(Self)
    }

    /// The first half: it tells the sessions of a user apart, and leads to no token.
    #[must_use]
    pub fn id(&self) -> SessionId {
        let mut half = [0; 16];
        half.copy_from_slice(&self.0[..16]);
        SessionId(Uuid::from_bytes(half))
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
