//! `/api/auth/…`

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use charla::User;
use serde::Deserialize;

use crate::{
    auth::{
        accounts::Credentials,
        browser::Browser,
        password::Password,
        sign_in,
        visitor::{Auth, SignedIn},
    },
    error::refusal::Refusal,
    http::request::{body::Json, client_address::ClientAddress},
};

#[derive(Debug, Deserialize)]
pub struct Login {
    username: Option<String>,
    password: Option<Password>,
}

pub async fn login(
    ClientAddress(from): ClientAddress,
    browser: Browser,
    mut auth: Auth,
    Json(Login { username, password }): Json<Login>,
) -> Result<impl IntoResponse, Refusal> {
    let (username, password) = (username.unwrap_or_default(), password.unwrap_or_default());
    let credentials = Credentials { username, password, from, browser: browser.key() };
    let user = sign_in::sign_in(&mut auth, credentials, &browser).await?;
    Ok((browser.remembered(), Answer(user)))
}

pub async fn logout(_: SignedIn, mut auth: Auth) -> Result<StatusCode, Refusal> {
    sign_in::sign_out(&mut auth).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn me(me: SignedIn) -> Answer<User> {
    Answer(me.user)
}
