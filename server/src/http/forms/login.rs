//! `POST /login`, `POST /logout`

use app::page_context::ResubmittedForm;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    auth::{accounts::Credentials, browser::Browser, password::Password, sign_in, signed_in::SignedIn},
    error::refusal::Refusal,
    http::{
        forms::{draft, go, reject},
        local_path::LocalPath,
        pages::Page,
        request::{body::Form, client_address::ClientAddress},
    },
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Login {
    /// Missing if the form is a message whose session has ended.
    username: Option<String>,
    #[serde(default)]
    password: Password,
    #[serde(default)]
    next: LocalPath,
    /// The text of such a message.
    #[serde(default)]
    content: String,
    /// The sender of the message, as a field of the message's form.
    #[serde(default)]
    reader: String,
    /// The sender of the message, as a field of the sign-in form. Another user may sign in there.
    #[serde(default)]
    writer: String,
}

/// Shows the sign-in page for a form without a user name: a message whose session has ended. See [`draft`].
pub async fn login(
    State(state): State<AppState>,
    ClientAddress(from): ClientAddress,
    browser: Browser,
    me: Option<SignedIn>,
    page: Page,
    Form(Login { username, password, next, content, reader, writer }): Form<Login>,
) -> Response {
    let Some(username) = username.or_else(|| content.is_empty().then(String::new)) else {
        if let Err(error) = state.accounts.admit(from) {
            return Refusal(error).into_response();
        }
        let path = page.path_and_query();
        let fields = [("content", content), ("writer", reader)];
        return page.show_form(&path, ResubmittedForm::new(fields, None)).await;
    };
    let credentials = Credentials { username: username.clone(), password, from, browser: browser.key() };
    match sign_in::sign_in(&state.accounts, credentials, &browser, me).await {
        Ok((user, began)) => {
            let response = if !writer.is_empty() && writer != user.id.to_string() {
                // Another user may have written this: neither the text nor the address is shown.
                go(LocalPath::default().as_str())
            } else if next.is_conversation() && !content.is_empty() {
                draft::redirect_back(&next)
            } else {
                go(next.as_str())
            };
            (began, response).into_response()
        }
        Err(error) => {
            let path = next.after_sign_in();
            let fields = [("username", username), ("next", next.to_string()), ("content", content), ("writer", writer)];
            reject(page, &path, fields, error).await
        }
    }
}

/// Redirects users who are signed out already to the same page.
pub async fn logout(State(state): State<AppState>, me: Option<SignedIn>) -> Response {
    let Some(me) = me else { return go("/login") };
    match sign_in::sign_out(&state.sessions, &me).await {
        Ok(ended) => (ended, go("/login")).into_response(),
        Err(error) => Refusal(error).into_response(),
    }
}
