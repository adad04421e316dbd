//! `/api/conversations/{id}/mark_read/`, and the spelling with a hyphen.

use axum::{Json as JsonResponse, extract::State};
use charla::Seq;
use serde::{Deserialize, Serialize};

use crate::{
    auth::signed_in::SignedIn,
    error::refusal::Refusal,
    http::request::{ConversationPath, body::OptionalJson},
    state::AppState,
};

#[derive(Debug, Default, Deserialize)]
pub struct UpTo {
    up_to: Option<Seq>,
}

#[derive(Debug, Serialize)]
pub struct Done {
    status: &'static str,
}

pub async fn mark_read(
    State(state): State<AppState>,
    me: SignedIn,
    ConversationPath(id): ConversationPath,
    OptionalJson(UpTo { up_to }): OptionalJson<UpTo>,
) -> Result<JsonResponse<Done>, Refusal> {
    state.backend.mark_read(me.id(), id, up_to).await?;
    Ok(JsonResponse(Done { status: "messages marked as read" }))
}
