//! The reasons for which a socket closes, and their close codes.

use std::error::Error;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use charla::{ChatError, limits};
use tungstenite::error::{CapacityError, Error as FrameError};

use crate::live::hub::Ending;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The client disconnected or cannot be reached.
    Gone,
    /// The client sent nothing for too long.
    Silent,
    /// The server ends. The client should reconnect soon, to this server or another one.
    Restart,
    /// Too many frames wait for the client. It should reconnect and resume.
    SlowReader,
    /// Missing messages cannot be read from the database at present. The client should reconnect.
    Behind,
    /// The user signed out, or the session expired.
    SessionEnded,
    /// A frame is larger than the limit.
    TooLarge,
    /// A text frame is not UTF-8.
    NotText,
    /// A frame breaks the WebSocket protocol.
    Protocol,
}

impl Closing {
    pub(super) fn of_error(error: &(dyn Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            match error.downcast_ref::<FrameError>() {
                Some(FrameError::Capacity(CapacityError::MessageTooLong { .. })) => return Self::TooLarge,
                Some(FrameError::Utf8(_)) => return Self::NotText,
                Some(FrameError::Protocol(_)) => return Self::Protocol,
                _ => cause = error.source(),
            }
        }
        Self::Gone
    }

    /// Returns the error to send before closing, if the client made it.
    pub(super) fn refusal(self) -> Option<ChatError> {
        match self {
            Self::TooLarge => Some(ChatError::BodyTooLarge { max_bytes: limits::REQUEST_BYTES }),
            Self::NotText => Some(ChatError::InvalidBody { detail: "a text frame that is not UTF-8".into() }),
            Self::Protocol => Some(ChatError::InvalidBody { detail: "a malformed frame".into() }),
            Self::Gone | Self::Silent | Self::Restart | Self::SlowReader | Self::Behind | Self::SessionEnded => None,
        }
    }

    pub(super) fn frame(self) -> Option<Message> {
        let (code, reason) = match self {
            Self::Gone => return None,
            Self::Silent => (1001, "silent"),
            Self::Protocol => (1002, "protocol"),
            Self::NotText => (1007, "not_text"),
            Self::SessionEnded => (1008, "session_ended"),
            Self::TooLarge => (1009, "too_large"),
            Self::Restart => (1012, "restart"),
            Self::SlowReader => (1013, "slow_reader"),
            Self::Behind => (1013, "behind"),
        };
        Some(Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason) })))
    }
}

impl From<Ending> for Closing {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::SlowReader => Self::SlowReader,
            Ending::SessionEnded => Self::SessionEnded,
        }
    }
}
