//! What one has decided about a conversation, for oneself alone.

use serde::{Deserialize, Serialize};

use crate::{Revision, Seq};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConversationSettings {
    /// Put away until the next message.
    pub is_archived: bool,
    /// Its messages are not notified.
    pub is_muted: bool,
    /// To be looked at again, though it was read; until it is read the next time.
    pub is_marked_unread: bool,
    /// The newest message when it was archived last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_seq: Option<Seq>,
    /// Of one's own decisions about it: of two states the one with the higher is the later one.
    #[serde(skip_serializing_if = "Revision::is_start")]
    pub revision: Revision,
}

/// A change to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingChange {
    Archive(bool),
    Mute(bool),
    MarkUnread(bool),
}

impl SettingChange {
    /// As it shows until it is stored, where the newest message is that at `last_seq`.
    #[must_use]
    pub fn applied_to(self, before: ConversationSettings, last_seq: Seq) -> ConversationSettings {
        match self {
            Self::Archive(is_so) => {
                ConversationSettings { archived_seq: is_so.then_some(last_seq), ..before }.where_newest_is(last_seq)
            }
            Self::Mute(is_muted) => ConversationSettings { is_muted, ..before },
            Self::MarkUnread(is_marked_unread) => ConversationSettings { is_marked_unread, ..before },
        }
    }
}

impl ConversationSettings {
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// A later message brings back what was archived, whichever of the two is told first.
    #[must_use]
    pub fn where_newest_is(self, last_seq: Seq) -> Self {
        Self { is_archived: self.archived_seq.is_some_and(|seq| seq >= last_seq), ..self }
    }

    /// The other one where it is later.
    #[must_use]
    pub fn or_later(self, other: Self) -> Self {
        if other.revision > self.revision { other } else { self }
    }
}
