//! `/api/conversations/{id}/messages/{seq}/` and its `reaction/`: changes of a message that was sent. Each answers with
//! the message as it is now.

use axum::{Json as JsonResponse, extract::State};
use charla::{Change, ChatError, Message, MessageContent};
use serde::Deserialize;

use crate::{
    auth::signed_in::SignedIn,
    error::refusal::Refusal,
    http::request::{MessagePath, body::Json},
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Edit {
    #[serde(default)]
    content: String,
}

pub async fn edit(
    State(state): State<AppState>,
    me: SignedIn,
    path: MessagePath,
    Json(Edit { content }): Json<Edit>,
) -> Result<JsonResponse<Message>, Refusal> {
    let content = MessageContent::parse(&content).map_err(ChatError::from)?;
    change(&state, &me, path, Change::Edit(content)).await
}

pub async fn delete(
    State(state): State<AppState>,
    me: SignedIn,
    path: MessagePath,
) -> Result<JsonResponse<Message>, Refusal> {
    change(&state, &me, path, Change::Delete).await
}

#[derive(Debug, Deserialize)]
pub struct React {
    #[serde(default)]
    emoji: String,
}

/// Sets the reaction of the user, in place of an earlier one.
pub async fn react(
    State(state): State<AppState>,
    me: SignedIn,
    path: MessagePath,
    Json(React { emoji }): Json<React>,
) -> Result<JsonResponse<Message>, Refusal> {
    let emoji = emoji.parse().map_err(|_| ChatError::UnknownReaction)?;
    change(&state, &me, path, Change::React(Some(emoji))).await
}

pub async fn take_back(
    State(state): State<AppState>,
    me: SignedIn,
    path: MessagePath,
) -> Result<JsonResponse<Message>, Refusal> {
    change(&state, &me, path, Change::React(None)).await
}

async fn change(
    state: &AppState,
    me: &SignedIn,
    MessagePath { conversation, seq }: MessagePath,
    change: Change,
) -> Result<JsonResponse<Message>, Refusal> {
    Ok(JsonResponse(state.backend.change(me.id(), conversation, seq, change).await?))
}
