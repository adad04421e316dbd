//! Extracts the signed-in user, whom the session layer has found. Extract `Option<SignedIn>` if there may be none.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Extensions, request::Parts},
};
use charla::ChatError;

use crate::{
    auth::signed_in::SignedIn,
    error::{fault, refusal::Refusal},
};

/// The result of the session layer.
#[derive(Clone)]
struct Visitor(Option<SignedIn>);

impl SignedIn {
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
