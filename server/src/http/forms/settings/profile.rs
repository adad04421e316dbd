//! `POST /settings/profile`

use axum::{extract::State, response::Response};
use charla::{ChatError, FullName};
use serde::Deserialize;

use super::{done, section};
use crate::{
    auth::signed_in::SignedIn,
    http::{forms::reject, pages::Page, request::body::Form},
    state::AppState,
};

#[derive(Debug, Deserialize)]
pub struct Profile {
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
}

pub async fn profile(
    State(state): State<AppState>,
    me: Option<SignedIn>,
    page: Page,
    Form(Profile { first_name, last_name }): Form<Profile>,
) -> Response {
    let renamed: Result<_, ChatError> = async {
        let me = me.ok_or(ChatError::NotSignedIn)?;
        let name = FullName::parse(&first_name, &last_name).map_err(|errors| ChatError::InvalidFields { errors })?;
        state.accounts.rename(me.id(), name).await
    }
    .await;
    match renamed {
        Ok(()) => done("profile"),
        Err(error) => {
            let fields = [section("profile"), ("first_name", first_name), ("last_name", last_name)];
            reject(page, "/settings", fields, error).await
        }
    }
}
