//! A refusal on its way to a client: any handler returns a [`ChatError`] as this, and one layer
//! puts it into the reader's language.

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
    /// The status, and the refusal itself for the layer that speaks.
    fn into_response(self) -> Response {
        let status = status(&self.0);
        (status, axum::Extension(self)).into_response()
    }
}

#[must_use]
pub fn status(error: &ChatError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
