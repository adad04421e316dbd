//! Extracts the conversation of a path.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use charla::{ChatError, ConversationId};

use crate::error::refusal::Refusal;

/// An id that is not a number is answered with 404, as an unknown conversation is.
#[derive(Debug, Clone, Copy)]
pub struct ConversationPath(pub ConversationId);

impl<S: Send + Sync> FromRequestParts<S> for ConversationPath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let id = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = id.and_then(|Path(id)| id.parse().ok()).ok_or(ChatError::ConversationNotFound)?;
        Ok(Self(id))
    }
}
