//! Who asks: extracted from the session.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use axum_login::AuthSession;
use charla::{ChatError, User, UserId};

use crate::{
    auth::accounts::Accounts,
    error::{fault, refusal::Refusal},
    store::SessionKey,
};

pub type Auth = AuthSession<Accounts>;

/// Somebody who is signed in. As an `Option`, perhaps nobody.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub user: User,
    pub session: SessionKey,
}

impl SignedIn {
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.user.id
    }

    /// # Errors
    /// [`ChatError::Internal`] where the route has no sessions.
    pub fn of(parts: &Parts) -> Result<Option<Self>, Refusal> {
        let auth = parts.extensions.get::<Auth>().ok_or_else(|| fault::internal("a route without sessions"))?;
        let user = auth.user.as_ref().map(|account| account.user.clone());
        let session = auth.session.id().map(SessionKey::of);
        Ok(user.zip(session).map(|(user, session)| Self { user, session }))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Ok(Self::of(parts)?.ok_or(ChatError::NotSignedIn)?)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Refusal> {
        Self::of(parts)
    }
}
