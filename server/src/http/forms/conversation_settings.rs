//! `POST /conversations/{id}/standing`: one button of one form is one decision.

use axum::{extract::State, response::Response};
use charla::{ChatError, conversation_settings::SettingChange};
use serde::Deserialize;

use crate::{
    auth::signed_in::SignedIn,
    http::{
        forms::{go, reject},
        local_path::LocalPath,
        pages::Page,
        request::{ConversationPath, body::Form},
    },
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct SettingsForm {
    #[serde(default)]
    archive: Option<bool>,
    #[serde(default)]
    mute: Option<bool>,
    #[serde(default)]
    unread: Option<bool>,
    #[serde(default)]
    next: LocalPath,
}

/// Leads to `next`, the list where it is absent.
pub async fn change_settings(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    ConversationPath(id): ConversationPath,
    page: Page,
    Form(SettingsForm { archive, mute, unread, next }): Form<SettingsForm>,
) -> Response {
    let change =
        archive.map(SettingChange::Archive).or(mute.map(SettingChange::Mute)).or(unread.map(SettingChange::MarkUnread));
    let decided = match (me, change) {
        (None, _) => Err(ChatError::NotSignedIn),
        (Some(me), Some(change)) => state.backend.change_settings(me.id(), id, change).await.map(drop),
        (Some(_), None) => Ok(()),
    };
    match decided {
        Ok(()) => go(next.as_str()),
        Err(error) => reject(page, &format!("/conversations/{id}"), [], error).await,
    }
}
