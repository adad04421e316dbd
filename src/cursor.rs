//! How far a client knows a conversation: what it says when it comes back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Conversation, ConversationId, Revision, Seq, Timeline, Timestamp, limits};

/// A client holds everything of this conversation up to and including `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub conversation: ConversationId,
    pub seq: Seq,
    /// When the message at `seq` was stored. A server that has another one there, or none, was set back
    /// to an older state of its database: it answers `resync`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// How much all members have read, as far as the client knows: the sum of their cursors. Where it is more
    /// by now, each is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<i64>,
    /// Every change up to this one is known to the client. Where there are later ones, it is told what changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// Of what one has decided about the conversation, as far as the client knows.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "standing")]
    pub settings: Option<Revision>,
}

impl Cursor {
    #[must_use]
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

    #[must_use]
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

    /// One for each conversation, as many as one `resume` may name: first those that were opened. Of one that was
    /// opened and is listed too, either may have been fetched later.
    #[must_use]
    pub fn all(opened: impl Iterator<Item = Self>, listed: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut all = BTreeMap::<_, Self>::new();
        for cursor in opened.chain(listed) {
            if let Some(held) = all.get_mut(&cursor.conversation) {
                *held = held.or_earlier(cursor);
            } else if all.len() < limits::RESUME_CONVERSATIONS {
                all.insert(cursor.conversation, cursor);
            }
        }
        all.into_values().collect()
    }

    /// What both know of one conversation.
    #[must_use]
    pub fn or_earlier(self, other: Self) -> Self {
        let earlier = if other.seq < self.seq { other } else { self };
        let (reading, revision) = (self.reading.min(other.reading), self.revision.min(other.revision));
        // Only the list has it.
        let settings = self.settings.into_iter().chain(other.settings).min();
        Self { reading, revision, settings, ..earlier }
    }

    /// Whether the newest message that is stored is the one that the client holds.
    #[must_use]
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
    fn of_two_that_differ_the_server_is_told_what_both_know() {
        let all = Cursor::all([cursor(1, 5, 9)].into_iter(), [cursor(1, 7, 3), cursor(2, 4, 4)].into_iter());
        assert_eq!(all, [cursor(1, 5, 3), cursor(2, 4, 4)]);
    }

    #[test]
    fn what_one_decided_is_known_to_the_list_alone() {
        let opened = Cursor { settings: None, ..cursor(1, 5, 9) };
        assert_eq!(Cursor::all([opened].into_iter(), [cursor(1, 5, 9)].into_iter()), [cursor(1, 5, 9)]);
    }

    #[test]
    fn no_more_are_named_than_may_be_and_the_opened_come_first() {
        let many = i64::try_from(limits::RESUME_CONVERSATIONS).expect("a small number");
        let all = Cursor::all([cursor(many + 9, 1, 1)].into_iter(), (1..=many).map(|id| cursor(id, 1, 1)));
        assert_eq!(all.len(), limits::RESUME_CONVERSATIONS);
        assert!(all.contains(&cursor(many + 9, 1, 1)));
    }
}
