//! `/api/messages/search/`

use axum::{Json as Answer, extract::State};
use charla::{MessageHits, MessageSearch};
use serde::Deserialize;

use crate::{auth::visitor::SignedIn, error::refusal::Refusal, http::request::query::Query, state::AppState};

#[derive(Debug, Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    conversation: Option<String>,
    before: Option<String>,
    limit: Option<String>,
}

/// One's messages that have all words of `q` (at most 100 characters), newest first:
/// `{"results": [{…message, "participans": […], "matches": [[start, end], …], "excerpt": [start, end]}], "next": id}`.
/// Ranges are of the content, in characters. `next` is to be given as `before` for what follows; null at the end.
/// 20 at once, or `limit`, up to 100. Nothing for an empty `q`.
pub async fn search(
    State(state): State<AppState>,
    me: SignedIn,
    Query(Search { q, conversation, before, limit }): Query<Search>,
) -> Result<Answer<MessageHits>, Refusal> {
    let search = MessageSearch::parse(&q, conversation.as_deref(), before.as_deref(), limit.as_deref())?;
    Ok(Answer(state.backend.search_messages(me.id(), search).await?))
}
