//! A text frame, encoded once and shared by every socket that gets it.

use std::sync::Arc;

use axum::extract::ws::{Message, Utf8Bytes};
use serde::Serialize;

/// Cloning copies no text. One pointer in size, because every socket has room for dozens of frames in its queues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(Arc<Utf8Bytes>);

impl Frame {
    /// Encodes an event as JSON.
    ///
    /// # Panics
    /// Never: events have only keys and values that JSON can represent.
    pub fn json(value: &impl Serialize) -> Self {
        let mut text = serde_json::to_string(value).expect("events of the chat are JSON");
        // The buffer has grown by doubling, and may stay in the queue of a slow reader for a while.
        text.shrink_to_fit();
        Self(Arc::new(text.into()))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<Frame> for Message {
    fn from(frame: Frame) -> Self {
        Self::Text((*frame.0).clone())
    }
}
