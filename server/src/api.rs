//! The JSON API, in the origin's shapes: an endpoint group a file. Everything here only reads the
//! request, asks the [`Backend`](app::door::Backend) and writes the answer.

pub mod auth;
pub mod body;
pub mod conversations;
pub mod messages;
pub mod query;
pub mod read;

use axum::{extract::FromRequestParts, extract::Path, http::request::Parts};
use charla::{ChatError, ConversationId};

use crate::refusal::Refusal;

/// The conversation that the path names. What is no number is no conversation.
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
