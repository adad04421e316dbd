//! `POST /new-password`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use charla::{ChatError, FieldErrors, NewPassword};
use serde::Deserialize;

use crate::{
    auth::{accounts::PasswordChangeContext, browser::Browser, password::Password, signed_in::SignedIn},
    http::{
        forms::{go, reject},
        local_path::LocalPath,
        pages::Page,
        request::{body::Form, client_address::ClientAddress},
    },
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    password: Password,
    #[serde(default)]
    next: LocalPath,
}

/// Instead of one that others know, too. All other sessions end; this one goes on under a new token.
pub async fn new_password(
    State(state): State<AppState>,
    ClientAddress(from): ClientAddress,
    browser: Browser,
    me: Option<SignedIn>,
    page: Page,
    Form(Chosen { password, next }): Form<Chosen>,
) -> Response {
    if me.as_ref().is_some_and(|me| !me.user.must_change_password) {
        return go("/settings");
    }
    let chosen: Result<_, ChatError> = async {
        let me = me.ok_or(ChatError::NotSignedIn)?;
        let new = NewPassword::parse(password.as_str())
            .map_err(|problem| ChatError::InvalidFields { errors: FieldErrors::of("password", problem) })?;
        let place = PasswordChangeContext { session: me.key, from, browser };
        state.accounts.replace_shared_password(&me.user, new, place).await
    }
    .await;
    match chosen {
        Ok(began) => (began, go(next.as_str())).into_response(),
        Err(error) => reject(page, "/new-password", [("next", next.to_string())], error).await,
    }
}
