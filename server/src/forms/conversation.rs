//! `POST /conversations`, `POST /conversations/{id}`, `POST /conversations/{id}/read`

use axum::{extract::State, response::Response};
use charla::{ChatError, ClientId, MessageContent, Participant, Role};
use serde::Deserialize;

use crate::{
    api::{ConversationPath, body::Form},
    forms::{go, reject},
    pages::Page,
    state::AppState,
    visitor::SignedIn,
};

#[derive(Debug, Deserialize)]
pub struct Open {
    #[serde(default)]
    participant_id: String,
    #[serde(default)]
    role: String,
}

pub async fn open(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    page: Page,
    Form(Open { participant_id, role }): Form<Open>,
) -> Response {
    let opened: Result<_, ChatError> = async {
        let me = me.ok_or(ChatError::NotSignedIn)?;
        if participant_id.trim().is_empty() {
            return Err(ChatError::ParticipantRequired);
        }
        let id = participant_id.parse().map_err(|_| ChatError::ParticipantNotFound)?;
        let role = Role::parse(&role);
        state.backend.open_conversation(me.id(), Participant { id, role }).await
    }
    .await;
    match opened {
        Ok(conversation) => go(&format!("/conversations/{}", conversation.id)),
        Err(error) => reject(page, "/people", [("participant_id", participant_id), ("role", role)], error).await,
    }
}

#[derive(Debug, Deserialize)]
pub struct Send {
    #[serde(default)]
    content: String,
    #[serde(default)]
    client_id: String,
}

/// The hidden `client_id` makes a second press, or a reload, the same message.
pub async fn send(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    ConversationPath(id): ConversationPath,
    page: Page,
    Form(Send { content, client_id }): Form<Send>,
) -> Response {
    let sent: Result<_, ChatError> = async {
        let me = me.ok_or(ChatError::NotSignedIn)?;
        let client_id: Option<ClientId> = client_id.parse().ok();
        state.backend.send(me.id(), id, MessageContent::parse(&content)?, client_id).await
    }
    .await;
    let path = format!("/conversations/{id}");
    match sent {
        Ok(_) => go(&path),
        Err(error) => reject(page, &path, [("content", content), ("client_id", client_id)], error).await,
    }
}

pub async fn read(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    ConversationPath(id): ConversationPath,
    page: Page,
) -> Response {
    let read = match me {
        Some(me) => state.backend.mark_read(me.id(), id, None).await,
        None => Err(ChatError::NotSignedIn),
    };
    let path = format!("/conversations/{id}");
    match read {
        Ok(()) => go(&path),
        Err(error) => reject(page, &path, [], error).await,
    }
}
