//! `/api/auth/…`

use axum::{Json as Answer, http::StatusCode};
use charla::User;
use serde::Deserialize;

use crate::{
    accounts::Credentials,
    client_address::ClientAddress,
    device_name::DeviceName,
    password::Password,
    refusal::Refusal,
    request::body::Json,
    sign_in,
    visitor::{Auth, SignedIn},
};

#[derive(Debug, Deserialize)]
pub struct Login {
    username: Option<String>,
    password: Option<Password>,
}

pub async fn login(
    ClientAddress(from): ClientAddress,
    device: DeviceName,
    mut auth: Auth,
    Json(Login { username, password }): Json<Login>,
) -> Result<Answer<User>, Refusal> {
    let credentials =
        Credentials { username: username.unwrap_or_default(), password: password.unwrap_or_default(), from };
    Ok(Answer(sign_in::sign_in(&mut auth, credentials, device).await?))
}

pub async fn logout(_: SignedIn, mut auth: Auth) -> Result<StatusCode, Refusal> {
    sign_in::sign_out(&mut auth).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn me(me: SignedIn) -> Answer<User> {
    Answer(me.user)
}
