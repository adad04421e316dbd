//! The error type of server functions.

use charla::{ChatError, Failure};
use leptos::{
    prelude::FromServerFnError,
    server_fn::{codec::JsonEncoding, error::ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// A [`Failure`] that server functions may return.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error(transparent)]
#[serde(transparent)]
pub struct CallFailure(pub Failure);

impl From<CallFailure> for Failure {
    fn from(failure: CallFailure) -> Self {
        failure.0
    }
}

impl From<ChatError> for CallFailure {
    fn from(error: ChatError) -> Self {
        Self(Failure::Refused(error))
    }
}

impl FromServerFnError for CallFailure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self(Failure::Unreachable)
    }
}
