//! Parses request bodies.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use charla::ChatError;
use serde::de::DeserializeOwned;

use crate::error::refusal::Refusal;

/// Characters of a parser's error that are passed on to the client: the error may quote a long body.
const COMPLAINT_CHARS: usize = 200;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A body of JSON or form fields.
#[derive(Debug)]
pub struct JsonOrForm<T>(pub T);

/// A JSON body that may be empty.
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

/// A body of form fields, as browsers without scripts send it.
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

/// Whether the content type is that of form fields.
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

/// Returns the body, which is in memory already, within its limit: see `middleware/guard.rs`.
async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ChatError> {
    Bytes::from_request(request, state).await.map_err(invalid)
}

/// Parses a JSON object. Arrays are refused, because serde would read the elements as fields.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ChatError> {
    match bytes.trim_ascii_start().first() {
        Some(b'[') => Err(invalid("expected an object")),
        _ => serde_json::from_slice(bytes).map_err(invalid),
    }
}

fn form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ChatError> {
    serde_urlencoded::from_bytes(bytes).map_err(invalid)
}

/// Returns a refusal with the shortened message of a parser.
pub fn invalid(error: impl std::fmt::Display) -> ChatError {
    ChatError::InvalidBody { detail: error.to_string().chars().take(COMPLAINT_CHARS).collect() }
}
