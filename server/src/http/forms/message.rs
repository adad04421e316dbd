//! `POST /conversations/{id}/messages/{seq}/…`: `edit`, `delete`, `react`

use axum::{extract::State, response::Response};
use charla::{Change, ChatError, MessageContent};
use serde::Deserialize;

use crate::{
    auth::signed_in::SignedIn,
    http::{
        forms::{draft, go, reject},
        pages::Page,
        request::{MessagePath, body::Form},
    },
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Edit {
    #[serde(default)]
    content: String,
}

/// Refused, it stands in the field as it was typed; so it does after signing in again: see [`draft`].
pub async fn edit(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    path: MessagePath,
    page: Page,
    Form(Edit { content }): Form<Edit>,
) -> Response {
    let edit = MessageContent::typed(&content).map(Change::Edit).map_err(ChatError::from);
    let MessagePath { conversation, seq } = path;
    let back = format!("/conversations/{conversation}?around={seq}&edit={seq}");
    let Some(me) = me else { return draft::take_along(&page, &back, &content) };
    match change(&state, Some(me), path, edit).await {
        Ok(()) => go(&place(path)),
        Err(error) => reject(page, &back, [("content", content)], error).await,
    }
}

pub async fn delete(State(state): State<AppState>, me: Option<SignedIn>, path: MessagePath, page: Page) -> Response {
    answer(page, path, change(&state, me, path, Ok(Change::Delete)).await).await
}

#[derive(Debug, Deserialize)]
pub struct React {
    /// Empty takes the reaction back.
    #[serde(default)]
    emoji: String,
}

pub async fn react(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    path: MessagePath,
    page: Page,
    Form(React { emoji }): Form<React>,
) -> Response {
    let emoji = match emoji.as_str() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| ChatError::UnknownReaction),
    };
    answer(page, path, change(&state, me, path, emoji.map(Change::React)).await).await
}

async fn change(
    state: &AppState,
    me: Option<SignedIn>,
    MessagePath { conversation, seq }: MessagePath,
    change: Result<Change, ChatError>,
) -> Result<(), ChatError> {
    let me = me.ok_or(ChatError::NotSignedIn)?;
    state.backend.change(me.id(), conversation, seq, change?).await.map(drop)
}

async fn answer(page: Page, path: MessagePath, changed: Result<(), ChatError>) -> Response {
    match changed {
        Ok(()) => go(&place(path)),
        Err(error) => reject(page, &place(path), [], error).await,
    }
}

/// Where it is shown, and what is around it.
fn place(MessagePath { conversation, seq }: MessagePath) -> String {
    format!("/conversations/{conversation}?around={seq}#m{seq}")
}
