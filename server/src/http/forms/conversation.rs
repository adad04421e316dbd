//! `POST /conversations`, `POST /conversations/{id}`, `POST /conversations/{id}/read`

use app::{backend::OutgoingMessage, page_context::ResubmittedForm};
use axum::{extract::State, response::Response};
use charla::{ChatError, ClientId, MessageContent, Participant, Role, Seq};
use serde::Deserialize;

use crate::{
    auth::signed_in::SignedIn,
    http::{
        forms::{draft, go, reject},
        local_path::LocalPath,
        pages::Page,
        request::{ConversationPath, body::Form},
    },
    state::AppState,
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
    #[serde(default)]
    reply_to: String,
}

/// The hidden `client_id` prevents a second message if the button is pressed twice or the page is reloaded. If the session
/// has ended, the text is kept: see [`draft`].
pub async fn send(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    ConversationPath(id): ConversationPath,
    page: Page,
    Form(Send { content, client_id, reply_to }): Form<Send>,
) -> Response {
    let answered: Option<Seq> = reply_to.parse().ok();
    let path = format!("/conversations/{id}");
    let composed = answered.map_or_else(|| path.clone(), |seq| format!("{path}?reply={seq}"));
    let Some(me) = me else { return draft::redirect_to_sign_in(&page, &composed, &content) };
    if let Some(path) = draft::page_of(&page.path_and_query()) {
        return page.show_form(path, ResubmittedForm::new([("content", content)], None)).await;
    }
    let sent: Result<_, ChatError> = async {
        let client_id: Option<ClientId> = client_id.parse().ok();
        let draft = OutgoingMessage { content: MessageContent::typed(&content)?, client_id, reply_to: answered };
        state.backend.send(me.id(), id, draft).await
    }
    .await;
    match sent {
        Ok(_) => go(&path),
        Err(error) => reject(page, &composed, [("content", content)], error).await,
    }
}

#[derive(Debug, Deserialize)]
pub struct Read {
    next: Option<LocalPath>,
}

/// Redirects to `next`, or to the conversation if there is no `next`.
pub async fn read(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    ConversationPath(id): ConversationPath,
    page: Page,
    Form(Read { next }): Form<Read>,
) -> Response {
    let read = match me {
        Some(me) => state.backend.mark_read(me.id(), id, None).await.map(drop),
        None => Err(ChatError::NotSignedIn),
    };
    let path = format!("/conversations/{id}");
    match read {
        Ok(()) => go(next.as_ref().map_or(&path, LocalPath::as_str)),
        Err(error) => reject(page, &path, [], error).await,
    }
}
