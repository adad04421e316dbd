//! Reads what a request carries.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use charla::ChatError;
use serde::de::DeserializeOwned;

use crate::error::refusal::Refusal;

/// Characters of a parser's complaint that are passed on: it may quote what it was given.
const COMPLAINT_CHARS: usize = 200;

/// JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// JSON or the fields of a form.
#[derive(Debug)]
pub struct JsonOrForm<T>(pub T);

/// JSON, or nothing at all.
#[derive(Debug)]
pub struct OptionalJson<T>(pub T);

enum Kind {
    Json,
    Form,
    Other,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match kind(request.headers()) {
            Kind::Json => Ok(Self(json(&bytes(request, state).await?)?)),
            Kind::Form | Kind::Other => Err(ChatError::UnsupportedMediaType)?,
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonOrForm<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match kind(request.headers()) {
            Kind::Json => Ok(Self(json(&bytes(request, state).await?)?)),
            Kind::Form => Ok(Self(form(&bytes(request, state).await?)?)),
            Kind::Other => Err(ChatError::UnsupportedMediaType)?,
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = kind(request.headers());
        let bytes = bytes(request, state).await?;
        match kind {
            _ if bytes.trim_ascii().is_empty() => Ok(Self(T::default())),
            Kind::Json => Ok(Self(json(&bytes)?)),
            Kind::Form | Kind::Other => Err(ChatError::UnsupportedMediaType)?,
        }
    }
}

/// The fields of a form; one who has scripts switched off sends these.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match kind(request.headers()) {
            Kind::Form => Ok(Self(form(&bytes(request, state).await?)?)),
            Kind::Json | Kind::Other => Err(ChatError::UnsupportedMediaType)?,
        }
    }
}

/// Whether the body is the fields of a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    matches!(kind(headers), Kind::Form)
}

fn kind(headers: &HeaderMap) -> Kind {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Kind::Json,
        "application/x-www-form-urlencoded" => Kind::Form,
        _ => Kind::Other,
    }
}

/// It was read before, within its limit: see `middleware/guard.rs`.
async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ChatError> {
    Bytes::from_request(request, state).await.map_err(invalid)
}

/// A JSON object: an array would be taken for one whose keys are left out.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ChatError> {
    match bytes.trim_ascii_start().first() {
        Some(b'[') => Err(invalid("expected an object")),
        _ => serde_json::from_slice(bytes).map_err(invalid),
    }
}

fn form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ChatError> {
    serde_urlencoded::from_bytes(bytes).map_err(invalid)
}

/// What a parser says, shortened.
pub fn invalid(error: impl std::fmt::Display) -> ChatError {
    ChatError::InvalidBody { detail: error.to_string().chars().take(COMPLAINT_CHARS).collect() }
}
