//! What a server function can fail with.

use charla::ChatError;
use leptos::{
    prelude::FromServerFnError,
    server_fn::{codec::JsonEncoding, error::ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Failure {
    /// The chat refused, and says why.
    #[error(transparent)]
    Refused(ChatError),
    /// No answer that could be understood: the network, a proxy, a server that restarts.
    #[error("the server cannot be reached")]
    Unreachable,
}

impl From<ChatError> for Failure {
    fn from(error: ChatError) -> Self {
        Self::Refused(error)
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreachable
    }
}
