//! A conversation, in the origin's shape.

use serde::{Deserialize, Serialize};

use crate::{
    ActivityCursor, ConversationId, ConversationSettings, Message, Revision, Role, Seq, Timestamp, User, UserId,
    answer_bytes, direction,
};

/// As one member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    /// All members, oneself included.
    #[serde(rename = "participans")]
    pub participants: Vec<User>,
    pub created_at: Timestamp,
    pub last_message: Option<Message>,
    /// Messages of others after one's own read cursor, without deleted ones.
    pub unread_count: u32,
    /// How far each member has read.
    pub read_cursors: Vec<ReadCursor>,
    /// What the members are in the marketplace; nothing of who is neither, two of who is both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<MemberRole>,
    /// When the members last closed their last page; nothing of who never had one, or has written nothing here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_seen: Vec<LastSeen>,
    /// Of the last change to any of its messages.
    #[serde(default, skip_serializing_if = "Revision::is_start")]
    pub revision: Revision,
    #[serde(default, skip_serializing_if = "ConversationSettings::is_default", rename = "standing")]
    pub settings: ConversationSettings,
}

/// A member has read everything up to and including `read_seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCursor {
    pub user: UserId,
    pub read_seq: Seq,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRole {
    pub user: UserId,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeen {
    pub user: UserId,
    pub at: Timestamp,
}

impl Conversation {
    /// The members besides `me`.
    pub fn others(&self, me: UserId) -> impl Iterator<Item = &User> {
        self.participants.iter().filter(move |user| user.id != me)
    }

    /// The only other member, where there are two.
    #[must_use]
    pub fn partner(&self, me: UserId) -> Option<&User> {
        let mut others = self.others(me);
        others.next().filter(|_| others.next().is_none())
    }

    /// More than two talk there.
    #[must_use]
    pub const fn is_group(&self) -> bool {
        self.participants.len() > 2
    }

    /// What the panel calls it: the names of the others.
    #[must_use]
    pub fn title(&self, me: UserId) -> String {
        title(&self.participants, me)
    }

    /// The place of the newest message.
    #[must_use]
    pub fn last_seq(&self) -> Seq {
        self.last_message.as_ref().map_or(Seq::START, |message| message.seq)
    }

    /// The latest activity: conversations are listed by it, newest first, then by id.
    #[must_use]
    pub fn activity(&self) -> ActivityCursor {
        let activity_at = self.last_message.as_ref().map_or(self.created_at, |message| message.created_at);
        ActivityCursor { activity_at, conversation: self.id }
    }

    /// Bytes in an answer, about.
    #[must_use]
    pub fn answer_bytes(&self) -> usize {
        let named = |user: &User| 160 + user.username.len() + user.first_name.len() + user.last_name.len();
        let last_message = self.last_message.as_ref().map_or(0, Message::answer_bytes);
        answer_bytes::FRAME + last_message + self.participants.iter().map(named).sum::<usize>()
    }

    /// How much all members have read, together: it grows with each cursor that moves.
    #[must_use]
    pub fn reading(&self) -> i64 {
        self.read_cursors.iter().map(|cursor| cursor.read_seq.0).sum()
    }

    /// Whether there is something in it to look at.
    #[must_use]
    pub const fn is_unread(&self) -> bool {
        self.unread_count > 0 || self.settings.is_marked_unread
    }

    pub fn roles_of(&self, user: UserId) -> impl Iterator<Item = Role> {
        self.roles.iter().filter(move |member| member.user == user).map(|member| member.role)
    }

    #[must_use]
    pub fn read_seq_of(&self, user: UserId) -> Seq {
        self.read_cursors.iter().find(|cursor| cursor.user == user).map_or(Seq::START, |cursor| cursor.read_seq)
    }
}

/// The names of all but `me`.
#[must_use]
pub fn title(participants: &[User], me: UserId) -> String {
    let others = participants.iter().filter(|user| user.id != me).map(User::display_name).collect::<Vec<_>>();
    match &others[..] {
        [other] => other.clone(),
        others => direction::list(others),
    }
}
