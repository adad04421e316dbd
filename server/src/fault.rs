//! What the store cannot do becomes what people are told: the cause goes to the log, they get
//! its id.

use std::fmt;

use charla::ChatError;

use crate::{request_id, store::StoreError};

/// Seconds after which a busy database is worth another try.
const RETRY_AFTER: u32 = 2;

/// SQLite's primary codes for busy, locked and full; extended ones have more in the upper bits.
const PASSING: [i32; 3] = [5, 6, 13];

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refused) => refused,
            StoreError::Database(sqlx::Error::Database(error)) if passes(&*error) => {
                tracing::error!(%error, "the database cannot take this now");
                Self::Overloaded { retry_after: RETRY_AFTER }
            }
            error => internal(error),
        }
    }
}

fn passes(error: &dyn sqlx::error::DatabaseError) -> bool {
    let code = error.code().and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| PASSING.contains(&(code & 0xff)))
}

/// Logs the cause, and tells only the id under which it stands in the log.
pub fn internal(cause: impl fmt::Display) -> ChatError {
    let request_id = request_id::current();
    tracing::error!(%request_id, error = %cause, "fault");
    ChatError::Internal { request_id: request_id.to_string() }
}
