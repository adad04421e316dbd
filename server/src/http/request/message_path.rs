//! Extracts the message of a path: its conversation and its `seq`.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use charla::{ChatError, ConversationId, Seq};

use crate::error::refusal::Refusal;

/// Values that are not numbers are answered with 404, as an unknown message is.
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
