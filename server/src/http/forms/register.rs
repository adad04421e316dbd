//! `POST /register`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use charla::{ChatError, Registration};
use serde::Deserialize;

use crate::{
    auth::{browser::Browser, password::Password, sign_in, signed_in::SignedIn},
    error::refusal::Refusal,
    http::{
        forms::{go, reject},
        pages::Page,
        request::{body::Form, client_address::ClientAddress},
    },
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Register {
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: Password,
    #[serde(default)]
    role: String,
}

/// Creates the account, and signs the user in.
pub async fn register(
    State(state): State<AppState>,
    ClientAddress(from): ClientAddress,
    browser: Browser,
    me: Option<SignedIn>,
    page: Page,
    Form(form): Form<Register>,
) -> Response {
    if let Err(error) = state.accounts.admit(from) {
        return Refusal(error).into_response();
    }
    let registered: Result<_, ChatError> = async {
        let registration =
            Registration::parse(&form.first_name, &form.last_name, &form.username, form.password.as_str(), &form.role)?;
        let verified = state.accounts.register(registration, from).await?;
        sign_in::begin(&state.accounts, &verified, &browser, me).await
    }
    .await;
    match registered {
        Ok(began) => (began, go("/conversations")).into_response(),
        Err(error) => {
            let fields = [
                ("first_name", form.first_name),
                ("last_name", form.last_name),
                ("username", form.username),
                ("role", form.role),
            ];
            reject(page, "/register", fields, error).await
        }
    }
}
