//! `/api/conversations/`, its search and its totals.

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
};
use charla::{
    ChatError, Conversation, ConversationList, ConversationSettings, Filter, ListRequest, Participant, Role, Stats,
    conversation_settings::SettingChange,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    auth::signed_in::SignedIn,
    error::refusal::Refusal,
    http::request::{
        ConversationPath,
        body::{Json, JsonOrForm},
        query::Query,
    },
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct List {
    page: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
    filter: Option<String>,
}

/// Answers with at most `limit` conversations, or as many as fit into an answer. `Link` leads to the next ones.
pub async fn list(
    State(state): State<AppState>,
    me: SignedIn,
    Query(List { page, limit, cursor, filter }): Query<List>,
) -> Result<(HeaderMap, JsonResponse<Vec<Conversation>>), Refusal> {
    let request = ListRequest::parse(page.as_deref(), limit.as_deref(), cursor.as_deref(), filter.as_deref())?;
    let ConversationList { conversations, next } = state.backend.conversations(me.id(), request).await?;
    let mut headers = HeaderMap::new();
    if let Some(next) = next {
        let ListRequest { limit, filter, .. } = request;
        let filter = if filter == Filter::Everything { String::new() } else { format!("&filter={}", filter.as_str()) };
        let link = format!("</api/conversations/?limit={limit}&cursor={next}{filter}>; rel=\"next\"");
        headers.extend(HeaderValue::try_from(link).ok().map(|link| (header::LINK, link)));
    }
    Ok((headers, JsonResponse(conversations)))
}

#[derive(Debug, Deserialize)]
pub struct Open {
    #[serde(default)]
    participant_id: Value,
    #[serde(default)]
    participant_kind: Option<Role>,
}

pub async fn open(
    State(state): State<AppState>,
    me: SignedIn,
    JsonOrForm(Open { participant_id, participant_kind }): JsonOrForm<Open>,
) -> Result<JsonResponse<Conversation>, Refusal> {
    let with = participant(&participant_id, participant_kind)?;
    Ok(JsonResponse(state.backend.open_conversation(me.id(), with).await?))
}

/// Parses the id as the original Django design did: what is false in Python counts as missing.
fn participant(id: &Value, role: Option<Role>) -> Result<Participant, ChatError> {
    let text = match id {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return Err(ChatError::InvalidBody { detail: "participant_id is neither text nor an integer".into() }),
    };
    if text.is_empty() || id.as_i64() == Some(0) {
        return Err(ChatError::ParticipantRequired);
    }
    let id = text.parse().map_err(|_| ChatError::ParticipantNotFound)?;
    Ok(Participant { id, role })
}

#[derive(Debug, Deserialize)]
pub struct SettingsPatch {
    is_archived: Option<bool>,
    is_muted: Option<bool>,
    is_marked_unread: Option<bool>,
}

/// Changes the settings that are given, and answers with all settings of the user for this conversation.
pub async fn change_settings(
    State(state): State<AppState>,
    me: SignedIn,
    ConversationPath(id): ConversationPath,
    Json(changes): Json<SettingsPatch>,
) -> Result<JsonResponse<ConversationSettings>, Refusal> {
    let all = [
        changes.is_archived.map(SettingChange::Archive),
        changes.is_muted.map(SettingChange::Mute),
        changes.is_marked_unread.map(SettingChange::MarkUnread),
    ];
    for change in all.into_iter().flatten() {
        state.backend.change_settings(me.id(), id, change).await?;
    }
    Ok(JsonResponse(state.backend.conversation(me.id(), id).await?.settings))
}

#[derive(Debug, Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
}

pub async fn search(
    State(state): State<AppState>,
    me: SignedIn,
    Query(Search { q }): Query<Search>,
) -> Result<JsonResponse<Vec<Conversation>>, Refusal> {
    Ok(JsonResponse(state.backend.search(me.id(), &q).await?))
}

pub async fn stats(State(state): State<AppState>, me: SignedIn) -> Result<JsonResponse<Stats>, Refusal> {
    Ok(JsonResponse(state.backend.stats(me.id()).await?))
}
