//! `POST /language`, `POST /theme`, `POST /enter`, `POST /sound`: a choice is kept in a cookie for a year.

use app::{enter_key::EnterKey, i18n::Locale, sound::Sound, theme::Theme};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

use crate::{
    http::{forms::go, local_path::LocalPath, request::body::Form, wishes},
    state::AppState,
};

const YEAR_SECONDS: u32 = 365 * 24 * 60 * 60;

#[derive(Debug, Deserialize)]
pub struct Language {
    #[serde(default)]
    locale: String,
    #[serde(default)]
    next: LocalPath,
}

#[derive(Debug, Deserialize)]
pub struct Appearance {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    next: LocalPath,
}

#[derive(Debug, Deserialize)]
pub struct Writing {
    #[serde(default)]
    enter: String,
    #[serde(default)]
    next: LocalPath,
}

#[derive(Debug, Deserialize)]
pub struct Hearing {
    #[serde(default)]
    sound: String,
    #[serde(default)]
    next: LocalPath,
}

/// An unknown language leaves everything as it was.
pub async fn language(State(state): State<AppState>, Form(Language { locale, next }): Form<Language>) -> Response {
    chosen(&state, &next, wishes::LANGUAGE, Locale::from_tag(&locale).map(Locale::tag))
}

/// An unknown theme, too.
pub async fn theme(State(state): State<AppState>, Form(Appearance { theme, next }): Form<Appearance>) -> Response {
    chosen(&state, &next, wishes::THEME, Theme::from_tag(&theme).map(Theme::tag))
}

/// What is unknown leaves everything as it was.
pub async fn enter(State(state): State<AppState>, Form(Writing { enter, next }): Form<Writing>) -> Response {
    chosen(&state, &next, wishes::ENTER, EnterKey::from_tag(&enter).map(EnterKey::tag))
}

/// Here, too.
pub async fn sound(State(state): State<AppState>, Form(Hearing { sound, next }): Form<Hearing>) -> Response {
    chosen(&state, &next, wishes::SOUND, Sound::from_tag(&sound).map(Sound::tag))
}

fn chosen(state: &AppState, next: &LocalPath, cookie: &str, tag: Option<&str>) -> Response {
    let mut response = go(next.as_str());
    if let Some(tag) = tag {
        let secure = if state.config.public_url.is_secure() { "; Secure" } else { "" };
        let cookie = format!("{cookie}={tag}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax{secure}");
        response.headers_mut().extend(HeaderValue::try_from(cookie).ok().map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}
