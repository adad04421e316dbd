//! Extracts the browser from its cookie and its `User-Agent`.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    auth::{browser::Browser, device_name::DeviceName},
    http::preferences,
    state::AppState,
};

impl FromRequestParts<AppState> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let is_secure = state.config.public_url.is_secure();
        let Ok(name) = DeviceName::from_request_parts(parts, state).await;
        let cookie = preferences::cookie(&parts.headers, Self::cookie(is_secure));
        Ok(Self::of(cookie, is_secure, name))
    }
}
