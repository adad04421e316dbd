//! `POST /conversations`, `POST /conversations/{id}`, `POST /conversations/{id}/read`

use app::{door::Draft, visit::FilledForm};
use axum::{
    extract::State,
    http::Uri,
    response::{IntoResponse, Redirect, Response},
};
use charla::{ChatError, ClientId, ConversationId, MessageContent, Participant, Role, Seq};
use serde::Deserialize;

use crate::{
    forms::{LocalPath, go, reject},
    pages::Page,
    request::{ConversationPath, body::Form},
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
    #[serde(default)]
    reply_to: String,
}

/// Where a message is posted that is to stand in the field, unsent.
pub fn draft(id: ConversationId) -> String {
    format!("/conversations/{id}?{DRAFT}")
}

const DRAFT: &str = "draft";

/// The hidden `client_id` makes a second press, or a reload, the same message.
///
/// Who is no longer signed in takes the message along: by redirects that repeat the form, to sign
/// in and from there back to the page, where it waits to be sent by whoever that is now.
pub async fn send(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    ConversationPath(id): ConversationPath,
    uri: Uri,
    page: Page,
    Form(Send { content, client_id, reply_to }): Form<Send>,
) -> Response {
    let path = format!("/conversations/{id}");
    let Some(me) = me else {
        return Redirect::temporary(&LocalPath::from(path).after_sign_in()).into_response();
    };
    if uri.query() == Some(DRAFT) {
        return page.show_form(&path, FilledForm::new([("content", content)], None)).await;
    }
    let answered: Option<Seq> = reply_to.parse().ok();
    let sent: Result<_, ChatError> = async {
        let client_id: Option<ClientId> = client_id.parse().ok();
        let draft = Draft { content: MessageContent::parse(&content)?, client_id, reply_to: answered };
        state.backend.send(me.id(), id, draft).await
    }
    .await;
    match sent {
        Ok(_) => go(&path),
        Err(error) => {
            let path = answered.map_or_else(|| path.clone(), |seq| format!("{path}?reply={seq}"));
            reject(page, &path, [("content", content)], error).await
        }
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
