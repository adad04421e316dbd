//! What one has decided about a conversation, for oneself alone.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Put away until the next message.
    pub is_archived: bool,
    /// Its messages are not notified.
    pub is_muted: bool,
    /// To be looked at again, though it was read; until it is read the next time.
    pub is_marked_unread: bool,
}

/// A change to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Archive(bool),
    Mute(bool),
    MarkUnread(bool),
}

impl Decision {
    #[must_use]
    pub const fn applied_to(self, before: Standing) -> Standing {
        match self {
            Self::Archive(is_archived) => Standing { is_archived, ..before },
            Self::Mute(is_muted) => Standing { is_muted, ..before },
            Self::MarkUnread(is_marked_unread) => Standing { is_marked_unread, ..before },
        }
    }
}

impl Standing {
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}
