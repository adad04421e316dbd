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

/// Shows a refused text in its field again, also if the session has ended: see [`draft`].
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
    let Some(me) = me else { return draft::redirect_to_sign_in(&page, &back, &content) };
    match change(&state, Some(me), path, edit).await {
        Ok(()) => go(&address(path)),
        Err(error) => reject(page, &back, [("content", content)], error).await,
    }
}

pub async fn delete(State(state): State<AppState>, me: Option<SignedIn>, path: MessagePath, page: Page) -> Response {
    answer(page, path, change(&state, me, path, Ok(Change::Delete)).await).await
}

#[derive(Debug, Deserialize)]
pub struct React {
    /// Empty to remove the reaction.
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
        Ok(()) => go(&address(path)),
        Err(error) => reject(page, &address(path), [], error).await,
    }
}

/// Returns the address of the page that shows the message among those around it.
fn address(MessagePath { conversation, seq }: MessagePath) -> String {
    format!("/conversations/{conversation}?around={seq}#m{seq}")
}
