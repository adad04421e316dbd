//! `POST /settings/password`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use charla::{ChatError, FieldErrors, NewPassword, error::FieldProblem};
use serde::Deserialize;

use super::{done, section};
use crate::{
    auth::{accounts::PasswordChangeContext, browser::Browser, password::Password, signed_in::SignedIn},
    http::{
        forms::reject,
        pages::Page,
        request::{body::Form, client_address::ClientAddress},
    },
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Change {
    #[serde(default)]
    current_password: Password,
    #[serde(default)]
    password: Password,
}

/// All other sessions end; this one goes on under a new token.
pub async fn password(
    State(state): State<AppState>,
    ClientAddress(from): ClientAddress,
    browser: Browser,
    me: Option<SignedIn>,
    page: Page,
    Form(Change { current_password, password }): Form<Change>,
) -> Response {
    let changed: Result<_, ChatError> = async {
        let me = me.ok_or(ChatError::NotSignedIn)?;
        let new = checked(&current_password, &password)?;
        let place = PasswordChangeContext { session: me.key, from, browser };
        state.accounts.change_password(&me.user, current_password, new, place).await
    }
    .await;
    match changed {
        Ok(began) => (began, done("change-password")).into_response(),
        Err(error) => reject(page, "/settings", [section("change-password")], error).await,
    }
}

/// Returns the problems that need no verification of the current password.
fn checked(current: &Password, new: &Password) -> Result<NewPassword, ChatError> {
    let mut errors = FieldErrors::default();
    if current.is_empty() {
        errors.add("current_password", FieldProblem::Required);
    }
    match NewPassword::parse(new.as_str()) {
        Ok(new) if errors.is_empty() => return Ok(new),
        Ok(_) => {}
        Err(problem) => errors.add("password", problem),
    }
    Err(ChatError::InvalidFields { errors })
}
