//! Cursors: how much of each conversation a client has. A reconnecting client sends them with `resume`, as
//! `{conversation, seq, at?, reading?, revision?, standing?}`. What an optional field names is compared only
//! if the field is there.

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::{Conversation, ConversationId, Revision, Seq, Timeline, Timestamp, limits};

/// The client has all messages of this conversation up to and including `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub conversation: ConversationId,
    pub seq: Seq,
    /// When the message at `seq` was stored. If the server has another message there, or none, its database was
    /// restored to an older state, and it answers `resync`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The sum of all members' read cursors, as far as the client knows. If the stored sum is higher, the server sends
    /// every cursor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<i64>,
    /// The client has every change up to and including this revision. The server sends the messages changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// Revision of the user's settings of the conversation, as far as the client knows.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "standing")]
    pub settings: Option<Revision>,
}

impl Cursor {
    pub fn of_timeline(timeline: &Timeline) -> Self {
        Self {
            conversation: timeline.conversation(),
            seq: timeline.cursor(),
            at: timeline.find(timeline.cursor()).map(|message| message.created_at),
            reading: Some(timeline.reading()),
            revision: Some(timeline.revision()),
            settings: None,
        }
    }

    pub fn of_listed(conversation: &Conversation) -> Self {
        Self {
            conversation: conversation.id,
            seq: conversation.last_seq(),
            at: conversation.last_message.as_ref().map(|message| message.created_at),
            reading: Some(conversation.reading()),
            revision: Some(conversation.revision),
            settings: Some(conversation.settings.revision),
        }
    }

    /// Returns one cursor per conversation, at most [`limits::RESUME_CONVERSATIONS`], opened conversations first. A
    /// conversation that is both opened and listed gets the state that both have.
    pub fn all(opened: impl Iterator<Item = Self>, listed: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut all = LiteMap::<_, Self>::new();
        for cursor in opened.chain(listed) {
            if let Some(held) = all.get_mut(&cursor.conversation) {
                *held = held.or_earlier(cursor);
            } else if all.len() < limits::RESUME_CONVERSATIONS {
                all.insert(cursor.conversation, cursor);
            }
        }
        all.into_iter().map(|(_, cursor)| cursor).collect()
    }

    /// Combines two cursors of one conversation: the result claims only what both have.
    pub fn or_earlier(self, other: Self) -> Self {
        let earlier = if other.seq < self.seq { other } else { self };
        let (reading, revision) = (self.reading.min(other.reading), self.revision.min(other.revision));
        // Only the list has the settings.
        let settings = self.settings.into_iter().chain(other.settings).min();
        Self { reading, revision, settings, ..earlier }
    }

    /// Whether the client has the newest stored message.
    pub fn is_up_to_date(&self, stored: &Conversation) -> bool {
        match (&stored.last_message, self.at) {
            (Some(last), Some(at)) => last.seq == self.seq && last.created_at == at,
            (None, Some(_)) => false,
            (_, None) => stored.last_seq() <= self.seq,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(conversation: i64, seq: i64, reading: i64) -> Cursor {
        let at = Some(Timestamp::from_millis(seq));
        Cursor {
            conversation: ConversationId(conversation),
            seq: Seq(seq),
            at,
            reading: Some(reading),
            revision: Some(Revision(reading)),
            settings: Some(Revision(reading)),
        }
    }

    #[test]
    fn two_cursors_of_one_conversation_combine_to_what_both_have() {
        let all = Cursor::all([cursor(1, 5, 9)].into_iter(), [cursor(1, 7, 3), cursor(2, 4, 4)].into_iter());
        assert_eq!(all, [cursor(1, 5, 3), cursor(2, 4, 4)]);
    }

    #[test]
    fn the_revision_of_the_settings_comes_from_the_list() {
        let opened = Cursor { settings: None, ..cursor(1, 5, 9) };
        assert_eq!(Cursor::all([opened].into_iter(), [cursor(1, 5, 9)].into_iter()), [cursor(1, 5, 9)]);
    }

    #[test]
    fn the_number_of_cursors_is_limited_and_opened_conversations_come_first() {
        let many = i64::try_from(limits::RESUME_CONVERSATIONS).expect("a small number");
        let all = Cursor::all([cursor(many + 9, 1, 1)].into_iter(), (1..=many).map(|id| cursor(id, 1, 1)));
        assert_eq!(all.len(), limits::RESUME_CONVERSATIONS);
        assert!(all.contains(&cursor(many + 9, 1, 1)));
    }
}
