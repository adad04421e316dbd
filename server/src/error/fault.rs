//! Converts errors of the store into errors for clients. The cause goes to the log; the client gets the id of the
//! request, by which the operator finds the entry.

use std::fmt;

use charla::ChatError;

use crate::{log::request_id, store::StoreError};

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refused) => refused,
            error => internal(error),
        }
    }
}

/// Logs the cause, and returns an error that only has the id of the request in the log.
pub fn internal(cause: impl fmt::Display) -> ChatError {
    let request_id = request_id::current();
    tracing::error!(%request_id, error = %cause, "fault");
    ChatError::Internal { request_id: request_id.to_string() }
}
