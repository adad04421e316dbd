//! What a call of the client can fail with.

use serde::{Deserialize, Serialize};

use crate::ChatError;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Failure {
    /// The chat refused, and says why.
    #[error(transparent)]
    Refused(ChatError),
    /// No answer that could be understood: the network, a proxy, a server that restarts.
    #[error("the server cannot be reached")]
    Unreachable,
    /// No answer within the time that is waited for one. What was asked for may have been done.
    #[error("the server did not answer in time")]
    TimedOut,
}

impl Failure {
    /// Whether the same may succeed at another time, without anything being done about it.
    #[must_use]
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
