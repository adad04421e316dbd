//! What the store cannot do becomes what people are told: the cause goes to the log, they get
//! its id.

use std::fmt;

use charla::ChatError;

use crate::{request_id, store::StoreError};

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refused) => refused,
            error => internal(error),
        }
    }
}

/// Logs the cause, and tells only the id under which it stands in the log.
pub fn internal(cause: impl fmt::Display) -> ChatError {
    let request_id = request_id::current();
    tracing::error!(%request_id, error = %cause, "fault");
    ChatError::Internal { request_id: request_id.to_string() }
}
