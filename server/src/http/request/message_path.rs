//! The message that a path names, by its place in its conversation.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use charla::{ChatError, ConversationId, Seq};

use crate::error::refusal::Refusal;

/// What are no numbers is no message.
#[derive(Debug, Clone, Copy)]
pub struct MessagePath {
    pub conversation: ConversationId,
    pub seq: Seq,
}

impl<S: Send + Sync> FromRequestParts<S> for MessagePath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await.ok();
        let path =
            path.and_then(|Path((id, seq))| Some(Self { conversation: id.parse().ok()?, seq: seq.parse().ok()? }));
        Ok(path.ok_or(ChatError::MessageNotFound)?)
    }
}
