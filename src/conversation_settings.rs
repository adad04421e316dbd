//! A member's own settings of a conversation: archived, muted, marked as unread.

use serde::{Deserialize, Serialize};

use crate::{Revision, Seq};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConversationSettings {
    /// Archived until the next message.
    pub is_archived: bool,
    /// Its messages cause no notifications.
    pub is_muted: bool,
    /// Marked as unread by the user, until it is read the next time.
    pub is_marked_unread: bool,
    /// The newest message when the user last archived the conversation; `None` if never archived, or unarchived by the
    /// user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_seq: Option<Seq>,
    /// Counts the changes of these settings: of two states, the one with the higher revision is the later one.
    #[serde(skip_serializing_if = "Revision::is_start")]
    pub revision: Revision,
}

/// One change of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingChange {
    Archive(bool),
    Mute(bool),
    MarkUnread(bool),
}

impl SettingChange {
    /// Returns the settings after this change; `last_seq` is the newest message of the conversation.
    pub fn applied_to(self, before: ConversationSettings, last_seq: Seq) -> ConversationSettings {
        match self {
            Self::Archive(archive) => {
                ConversationSettings { archived_seq: archive.then_some(last_seq), ..before }.with_newest(last_seq)
            }
            Self::Mute(is_muted) => ConversationSettings { is_muted, ..before },
            Self::MarkUnread(is_marked_unread) => ConversationSettings { is_marked_unread, ..before },
        }
    }
}

impl ConversationSettings {
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the settings with `is_archived` recomputed: a message after `archived_seq` unarchives the conversation,
    /// in whichever order the two events arrive.
    pub fn with_newest(self, last_seq: Seq) -> Self {
        Self { is_archived: self.archived_seq.is_some_and(|seq| seq >= last_seq), ..self }
    }

    /// Returns `other` if its revision is higher, else `self`.
    pub fn or_later(self, other: Self) -> Self {
        if other.revision > self.revision { other } else { self }
    }
}
