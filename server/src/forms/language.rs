//! `POST /language`

use app::i18n::Locale;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

use crate::{
    forms::{LocalPath, go},
    language::COOKIE,
    request::body::Form,
    state::AppState,
};

const YEAR_SECONDS: u32 = 365 * 24 * 60 * 60;

#[derive(Debug, Deserialize)]
pub struct Choice {
    #[serde(default)]
    locale: String,
    #[serde(default)]
    next: LocalPath,
}

/// An unknown language leaves everything as it was.
pub async fn language(State(state): State<AppState>, Form(Choice { locale, next }): Form<Choice>) -> Response {
    let mut response = go(next.as_str());
    if let Some(locale) = Locale::from_tag(&locale) {
        let secure = if state.config.public_url.is_secure() { "; Secure" } else { "" };
        let cookie = format!("{COOKIE}={}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax{secure}", locale.tag());
        response.headers_mut().extend(HeaderValue::try_from(cookie).ok().map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}
