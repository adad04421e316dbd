//! The user who is signed in by a session.

use charla::{User, UserId};

use crate::store::{Session, SessionKey};

/// A signed-in user.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub user: User,
    pub session: Session,
    /// The key of `session`.
    pub key: SessionKey,
}

impl SignedIn {
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.user.id
    }
}
