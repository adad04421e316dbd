//! Extracts the browser from its cookie and its `User-Agent`.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::{
    auth::{browser::Browser, device_name::DeviceName, token::Token},
    http::cookies,
    state::AppState,
};

impl FromRequestParts<AppState> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let is_secure = state.config.public_url.is_secure();
        let user_agent =
            parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let cookie = cookies::value(&parts.headers, cookies::browser(is_secure));
        let token = cookie.and_then(|text| text.parse().ok()).unwrap_or_else(Token::generate);
        Ok(Self { name: DeviceName::of(user_agent), token })
    }
}
