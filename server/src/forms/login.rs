//! `POST /login`, `POST /logout`

use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::{
    accounts::Credentials,
    api::body::Form,
    client_address::ClientAddress,
    forms::{LocalPath, go, reject},
    pages::Page,
    password::Password,
    refusal::Refusal,
    sign_in,
    visitor::Auth,
};

#[derive(Debug, Deserialize)]
pub struct Login {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: Password,
    #[serde(default)]
    next: LocalPath,
}

pub async fn login(
    ClientAddress(from): ClientAddress,
    mut auth: Auth,
    page: Page,
    Form(Login { username, password, next }): Form<Login>,
) -> Response {
    let credentials = Credentials { username: username.clone(), password, from };
    match sign_in::sign_in(&mut auth, credentials).await {
        Ok(_) => go(next.as_str()),
        Err(error) => {
            let path = format!("/login?{}", next.encoded());
            reject(page, &path, [("username", username), ("next", next.to_string())], error).await
        }
    }
}

/// Who is signed out already only goes to the same page.
pub async fn logout(mut auth: Auth) -> Response {
    match sign_in::sign_out(&mut auth).await {
        Ok(()) => go("/login"),
        Err(error) => Refusal(error).into_response(),
    }
}
