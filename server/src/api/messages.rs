//! `/api/conversations/{id}/messages/`

use app::door::Draft;
use axum::{Json as Answer, extract::State, http::StatusCode};
use charla::{ClientId, Message, MessageContent, Page, PageRequest, Seq};
use serde::Deserialize;

use crate::{
    refusal::Refusal,
    request::{ConversationPath, body::Json, query::Query},
    state::AppState,
    visitor::SignedIn,
};

#[derive(Debug, Deserialize)]
pub struct Window {
    page: Option<String>,
    limit: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

pub async fn list(
    State(state): State<AppState>,
    me: SignedIn,
    ConversationPath(id): ConversationPath,
    Query(Window { page, limit, before, after }): Query<Window>,
) -> Result<Answer<Page<Message>>, Refusal> {
    let request = PageRequest::parse(page.as_deref(), limit.as_deref(), before.as_deref(), after.as_deref())?;
    Ok(Answer(state.backend.messages(me.id(), id, request).await?))
}

#[derive(Debug, Deserialize)]
pub struct Send {
    #[serde(default)]
    content: Option<String>,
    client_id: Option<ClientId>,
    reply_to: Option<Seq>,
}

/// 201, or 200 where this `client_id` had stored it before.
pub async fn send(
    State(state): State<AppState>,
    me: SignedIn,
    ConversationPath(id): ConversationPath,
    Json(Send { content, client_id, reply_to }): Json<Send>,
) -> Result<(StatusCode, Answer<Message>), Refusal> {
    let content = MessageContent::parse(&content.unwrap_or_default()).map_err(charla::ChatError::from)?;
    let sent = state.backend.send(me.id(), id, Draft { content, client_id, reply_to }).await?;
    let status = if sent.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Answer(sent.message)))
}
