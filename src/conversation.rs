//! A conversation, in the JSON shape of the original API.

use serde::{Deserialize, Serialize};

use crate::{
    ActivityCursor, ConversationId, ConversationSettings, Message, Revision, Role, Seq, Timestamp, User, UserId,
    answer_bytes, direction,
};

/// A conversation as one member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    /// All members, including the reader.
    #[serde(rename = "participans")]
    pub participants: Vec<User>,
    pub created_at: Timestamp,
    pub last_message: Option<Message>,
    /// Messages of others after the reader's own read cursor, without deleted ones.
    pub unread_count: u32,
    /// The read cursor of each member.
    pub read_cursors: Vec<ReadCursor>,
    /// Marketplace roles of the members; a member has none, one or two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<MemberRole>,
    /// When each member last went offline. Omits members who were never online or have written nothing in this
    /// conversation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_seen: Vec<LastSeen>,
    /// Revision of the last change to any of its messages.
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
    /// Returns the members except `me`.
    pub fn others(&self, me: UserId) -> impl Iterator<Item = &User> {
        self.participants.iter().filter(move |user| user.id != me)
    }

    /// Returns the other member of a conversation of two; `None` for a group.
    pub fn partner(&self, me: UserId) -> Option<&User> {
        let mut others = self.others(me);
        others.next().filter(|_| others.next().is_none())
    }

    /// Whether a message need not be notified: the user has muted the conversation, or has read the message.
    pub fn needs_no_notification(&self, seq: Seq, me: UserId) -> bool {
        self.settings.is_muted || seq <= self.read_seq_of(me)
    }

    /// Whether the conversation has more than two members.
    pub const fn is_group(&self) -> bool {
        self.participants.len() > 2
    }

    /// Returns the title: the names of the other members.
    pub fn title(&self, me: UserId) -> String {
        title(&self.participants, me)
    }

    /// Returns a title with the short names of the other members, in full where two are the same.
    pub fn short_title(&self, me: UserId) -> String {
        short_title(&self.participants, me)
    }

    /// Returns the `seq` of the newest message, or [`Seq::START`].
    pub fn last_seq(&self) -> Seq {
        self.last_message.as_ref().map_or(Seq::START, |message| message.seq)
    }

    /// Returns the sort key of the list: the time of the newest message, then the id.
    pub fn activity(&self) -> ActivityCursor {
        let activity_at = self.last_message.as_ref().map_or(self.created_at, |message| message.created_at);
        ActivityCursor { activity_at, conversation: self.id }
    }

    /// Returns the estimated size in an answer, in bytes.
    pub fn answer_bytes(&self) -> usize {
        let named = |user: &User| 160 + user.username.len() + user.first_name.len() + user.last_name.len();
        let last_message = self.last_message.as_ref().map_or(0, Message::answer_bytes);
        answer_bytes::FRAME + last_message + self.participants.iter().map(named).sum::<usize>()
    }

    /// Returns the sum of all read cursors. It grows whenever a member reads.
    pub fn reading(&self) -> i64 {
        self.read_cursors.iter().map(|cursor| cursor.read_seq.0).sum()
    }

    /// Whether it has unread messages or is marked as unread.
    pub const fn is_unread(&self) -> bool {
        self.unread_count > 0 || self.settings.is_marked_unread
    }

    pub fn roles_of(&self, user: UserId) -> impl Iterator<Item = Role> {
        self.roles.iter().filter(move |member| member.user == user).map(|member| member.role)
    }

    pub fn read_seq_of(&self, user: UserId) -> Seq {
        self.read_cursors.iter().find(|cursor| cursor.user == user).map_or(Seq::START, |cursor| cursor.read_seq)
    }
}

/// Returns the names of all participants except `me`.
pub fn title(participants: &[User], me: UserId) -> String {
    let others = participants.iter().filter(|user| user.id != me).map(User::display_name).collect::<Vec<_>>();
    match &others[..] {
        [other] => other.clone(),
        others => direction::list(others),
    }
}

fn short_title(participants: &[User], me: UserId) -> String {
    let others: Vec<_> = participants.iter().filter(|user| user.id != me).collect();
    let name = |user: &&User| {
        let short = user.short_name();
        let is_unique = others.iter().filter(|other| other.short_name() == short).count() == 1;
        if is_unique { short } else { user.display_name() }
    };
    direction::list(&others.iter().map(name).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_title_has_first_names_unless_two_are_the_same() {
        let user = |id, first_name: &str, last_name: &str| User {
            id: UserId(id),
            username: format!("user{id}"),
            first_name: first_name.into(),
            last_name: last_name.into(),
            email: None,
            must_change_password: false,
        };
        let ana = user(1, "Ana", "García");
        let group = [ana.clone(), user(2, "Luis", "Pérez"), user(3, "Carmen", "Ruiz")];
        assert_eq!(short_title(&group, ana.id), "Luis, Carmen");
        let group = [ana.clone(), user(2, "Luis", "Pérez"), user(3, "Luis", "Gil"), user(4, "", "")];
        assert_eq!(short_title(&group, ana.id), "Luis Pérez, Luis Gil, user4");
    }
}
