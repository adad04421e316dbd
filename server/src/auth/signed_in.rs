//! The user who is signed in by the session of a request.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Extensions, request::Parts},
};
use charla::{ChatError, User, UserId};

use crate::{
    error::{fault, refusal::Refusal},
    store::{Session, SessionKey},
};

/// A signed-in user. Extract `Option<SignedIn>` if there may be none.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub user: User,
    pub session: Session,
    /// The key of `session`.
    pub key: SessionKey,
}

/// The result of the session layer.
#[derive(Clone)]
struct Visitor(Option<SignedIn>);

impl SignedIn {
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.user.id
    }

    /// # Errors
    /// [`ChatError::Internal`] if the session layer is missing around the route.
    pub fn of(extensions: &Extensions) -> Result<Option<Self>, ChatError> {
        let visitor = extensions.get::<Visitor>().ok_or_else(|| fault::internal("a route without sessions"))?;
        Ok(visitor.0.clone())
    }

    /// Makes [`SignedIn::of`] return `signed_in`.
    pub fn put(signed_in: Option<Self>, extensions: &mut Extensions) {
        extensions.insert(Visitor(signed_in));
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Ok(Self::of(&parts.extensions)?.ok_or(ChatError::NotSignedIn)?)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Refusal> {
        Ok(Self::of(&parts.extensions)?)
    }
}
