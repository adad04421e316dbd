//! Failures of a call of the client.

use serde::{Deserialize, Serialize};

use crate::ChatError;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Failure {
    /// The server refused the call.
    #[error(transparent)]
    Refused(ChatError),
    /// No usable answer: the network is down, a proxy answered, or the server restarts.
    #[error("the server cannot be reached")]
    Unreachable,
    /// No answer in time. The server may have executed the call.
    #[error("the server did not answer in time")]
    TimedOut,
}

impl Failure {
    /// Whether the same call may succeed later without changes.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Refused(error) => error.retry_after().is_some(),
            Self::Unreachable | Self::TimedOut => true,
        }
    }
}

impl From<ChatError> for Failure {
    fn from(error: ChatError) -> Self {
        Self::Refused(error)
    }
}
