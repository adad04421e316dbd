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
        let mut text = serde_json::to_string(value).expect("events of the chat are JSON");
        // It grew by doubling, and may wait for a slow reader for a while.
        text.shrink_to_fit();
        Self(Arc::new(text.into()))
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
