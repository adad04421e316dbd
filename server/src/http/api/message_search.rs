//! `/api/messages/search/`

use axum::{Json as JsonResponse, extract::State};
use charla::{MessageHits, MessageSearch};
use serde::Deserialize;

use crate::{auth::signed_in::SignedIn, error::refusal::Refusal, http::request::query::Query, state::AppState};

#[derive(Debug, Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    conversation: Option<String>,
    before: Option<String>,
    limit: Option<String>,
}

/// Answers with the user's messages that contain all words of `q` (at most 100 characters), newest first:
/// `{"results": [{…message, "participans": […], "matches": [[start, end], …], "excerpt": [start, end]}], "next": id}`.
/// Ranges are offsets in the content, in characters. `next` is the `before` of the next request; null at the end.
/// At most `limit` results: 20 by default, up to 100. None for an empty `q`.
pub async fn search(
    State(state): State<AppState>,
    me: SignedIn,
    Query(Search { q, conversation, before, limit }): Query<Search>,
) -> Result<JsonResponse<MessageHits>, Refusal> {
    let search = MessageSearch::parse(&q, conversation.as_deref(), before.as_deref(), limit.as_deref())?;
    Ok(JsonResponse(state.backend.search_messages(me.id(), search).await?))
}
