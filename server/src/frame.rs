//! A text frame, encoded once and shared by every socket that gets it.

use std::sync::Arc;

use axum::extract::ws::{Message, Utf8Bytes};
use serde::Serialize;

/// Cloning it copies no text. As small as can be: every socket has room for dozens of them in its queues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(Arc<Utf8Bytes>);

impl Frame {
    /// # Panics
    /// Never: what is sent has text keys and no value that JSON lacks.
    #[must_use]
    pub fn json(value: &impl Serialize) -> Self {
        Self(Arc::new(serde_json::to_string(value).expect("events of the chat are JSON").into()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<Frame> for Message {
    fn from(frame: Frame) -> Self {
        Self::Text((*frame.0).clone())
    }
}
