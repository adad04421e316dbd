//! `/api/conversations/{id}/messages/`

use app::backend::OutgoingMessage;
use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use charla::{ClientId, ConversationId, Message, MessageContent, Page, PageRequest, PageStart, Seq};
use serde::Deserialize;

use crate::{
    auth::signed_in::SignedIn,
    error::refusal::Refusal,
    http::request::{ConversationPath, body::Json, query::Query},
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Window {
    page: Option<String>,
    limit: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

/// Answers with at most `limit` messages, fewer if they are long. `Link` leads to the next ones.
pub async fn list(
    State(state): State<AppState>,
    me: SignedIn,
    ConversationPath(id): ConversationPath,
    Query(Window { page, limit, before, after }): Query<Window>,
) -> Result<(HeaderMap, JsonResponse<Page<Message>>), Refusal> {
    let request = PageRequest::parse(page.as_deref(), limit.as_deref(), before.as_deref(), after.as_deref())?;
    let page = state.backend.messages(me.id(), id, request).await?;
    let mut headers = HeaderMap::new();
    headers.extend(page.next(request.from).and_then(|next| link(id, next, request.limit)));
    Ok((headers, JsonResponse(page)))
}

fn link(id: ConversationId, next: PageStart, limit: u32) -> Option<(header::HeaderName, HeaderValue)> {
    let from = match next {
        PageStart::Page(page) => format!("page={page}"),
        PageStart::Before(seq) => format!("before={seq}"),
        PageStart::After(seq) => format!("after={seq}"),
    };
    let link = format!("</api/conversations/{id}/messages/?limit={limit}&{from}>; rel=\"next\"");
    Some((header::LINK, HeaderValue::try_from(link).ok()?))
}

#[derive(Debug, Deserialize)]
pub struct Send {
    #[serde(default)]
    content: Option<String>,
    client_id: Option<ClientId>,
    reply_to: Option<Seq>,
}

/// Answers with 201, or with 200 if a message with this `client_id` was stored before.
pub async fn send(
    State(state): State<AppState>,
    me: SignedIn,
    ConversationPath(id): ConversationPath,
    Json(Send { content, client_id, reply_to }): Json<Send>,
) -> Result<(StatusCode, JsonResponse<Message>), Refusal> {
    let content = MessageContent::parse(&content.unwrap_or_default()).map_err(charla::ChatError::from)?;
    let sent = state.backend.send(me.id(), id, OutgoingMessage { content, client_id, reply_to }).await?;
    let status = if sent.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, JsonResponse(sent.message)))
}
