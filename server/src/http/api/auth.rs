//! `/api/auth/…`

use axum::{Json as JsonResponse, extract::State, http::StatusCode, response::IntoResponse};
use charla::User;
use serde::Deserialize;

use crate::{
    auth::{accounts::Credentials, browser::Browser, password::Password, sign_in, signed_in::SignedIn},
    error::refusal::Refusal,
    http::request::{body::Json, client_address::ClientAddress},
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Login {
    username: Option<String>,
    password: Option<Password>,
}

pub async fn login(
    State(state): State<AppState>,
    ClientAddress(from): ClientAddress,
    browser: Browser,
    me: Option<SignedIn>,
    Json(Login { username, password }): Json<Login>,
) -> Result<impl IntoResponse, Refusal> {
    let (username, password) = (username.unwrap_or_default(), password.unwrap_or_default());
    let credentials = Credentials { username, password, from, browser: browser.key() };
    let (user, began) = sign_in::sign_in(&state.accounts, credentials, &browser, me).await?;
    Ok((began, JsonResponse(user)))
}

pub async fn logout(State(state): State<AppState>, me: SignedIn) -> Result<impl IntoResponse, Refusal> {
    let ended = sign_in::sign_out(&state.sessions, &me).await?;
    Ok((ended, StatusCode::NO_CONTENT))
}

pub async fn me(me: SignedIn) -> JsonResponse<User> {
    JsonResponse(me.user)
}
