//! `POST /language`, `POST /theme`, `POST /enter`, `POST /sound`: each stores a preference in a cookie for a
//! year. An unknown value changes nothing.

use app::{enter_key::EnterKey, i18n::Locale, sound::Sound, theme::Theme};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

use crate::{
    http::{forms::go, local_path::LocalPath, preferences, request::body::Form},
    state::AppState,
};

const COOKIE_MAX_AGE_SECONDS: u32 = 365 * 24 * 60 * 60;

#[derive(Debug, Deserialize)]
pub struct LanguageForm {
    #[serde(default)]
    locale: String,
    #[serde(default)]
    next: LocalPath,
}

#[derive(Debug, Deserialize)]
pub struct ThemeForm {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    next: LocalPath,
}

#[derive(Debug, Deserialize)]
pub struct EnterForm {
    #[serde(default)]
    enter: String,
    #[serde(default)]
    next: LocalPath,
}

#[derive(Debug, Deserialize)]
pub struct SoundForm {
    #[serde(default)]
    sound: String,
    #[serde(default)]
    next: LocalPath,
}

pub async fn language(
    State(state): State<AppState>,
    Form(LanguageForm { locale, next }): Form<LanguageForm>,
) -> Response {
    set_preference(&state, &next, preferences::LANGUAGE, Locale::from_tag(&locale).map(Locale::tag))
}

pub async fn theme(State(state): State<AppState>, Form(ThemeForm { theme, next }): Form<ThemeForm>) -> Response {
    set_preference(&state, &next, preferences::THEME, Theme::from_tag(&theme).map(Theme::tag))
}

pub async fn enter(State(state): State<AppState>, Form(EnterForm { enter, next }): Form<EnterForm>) -> Response {
    set_preference(&state, &next, preferences::ENTER, EnterKey::from_tag(&enter).map(EnterKey::tag))
}

pub async fn sound(State(state): State<AppState>, Form(SoundForm { sound, next }): Form<SoundForm>) -> Response {
    set_preference(&state, &next, preferences::SOUND, Sound::from_tag(&sound).map(Sound::tag))
}

/// Goes back to the page, with a cookie if there is a `tag`.
fn set_preference(state: &AppState, next: &LocalPath, cookie: &str, tag: Option<&str>) -> Response {
    let mut response = go(next.as_str());
    if let Some(tag) = tag {
        let secure = if state.config.public_url.is_secure() { "; Secure" } else { "" };
        let cookie = format!("{cookie}={tag}; Path=/; Max-Age={COOKIE_MAX_AGE_SECONDS}; SameSite=Lax{secure}");
        response.headers_mut().extend(HeaderValue::try_from(cookie).ok().map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}
