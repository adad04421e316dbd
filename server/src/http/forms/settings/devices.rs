//! `POST /settings/devices`

use axum::{extract::State, response::Response};
use charla::ChatError;
use serde::Deserialize;

use super::{done, section};
use crate::{
    auth::signed_in::SignedIn,
    http::{forms::reject, pages::Page, request::body::Form},
    state::AppState,
};

/// In the place of an id: all but the one that asks.
const OTHERS: &str = "others";

#[derive(Debug, Deserialize)]
pub struct SignOut {
    #[serde(default)]
    device: String,
}

/// An id that is not, or no longer, a session of the user is no error: there is nothing left to end.
pub async fn devices(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    page: Page,
    Form(SignOut { device }): Form<SignOut>,
) -> Response {
    let ended: Result<_, ChatError> = async {
        let me = me.ok_or(ChatError::NotSignedIn)?;
        match device.parse() {
            Ok(id) => state.sessions.end(me.id(), id).await,
            Err(_) if device == OTHERS => state.sessions.end_others(me.id(), me.key).await,
            Err(_) => Ok(()),
        }
    }
    .await;
    match ended {
        Ok(()) => done("devices"),
        Err(error) => reject(page, "/settings", [section("devices")], error).await,
    }
}
