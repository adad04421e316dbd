//! A refusal on its way to a client. Handlers return a [`ChatError`] as a `Refusal`; one layer translates it into the
//! language of the reader.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use charla::ChatError;

#[derive(Debug, Clone)]
pub struct Refusal(pub ChatError);

impl<E: Into<ChatError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refusal {
    /// Sets the status, and attaches the refusal for the layer that writes the text.
    fn into_response(self) -> Response {
        let status = status(&self.0);
        (status, axum::Extension(self)).into_response()
    }
}

pub fn status(error: &ChatError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
