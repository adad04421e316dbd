//! The rows of conversations: one row for each member; the rows of a conversation follow each other.

use charla::{
    Conversation, ConversationId, LastSeen, MemberRole, ReadCursor, Revision, Role, Seq, Timestamp, User, UserId,
};

use crate::store::{
    database::from_row,
    messages::{MessageRow, Reader},
    settings::SettingsRow,
};

from_row! {
    #[derive(Debug)]
    pub(super) struct ConversationRow {
        conversation: i64,
        created_at: i64,
        unread_count: i64,
        revision: i64,
        settings: SettingsRow,
        member_id: i64,
        read_seq: i64,
        username: String,
        first_name: String,
        last_name: String,
        seen_at: Option<i64>,
        is_customer: bool,
        is_provider: bool,
        /// The newest message, which only the row of the reader has.
        newest: Option<MessageRow>,
    }
}

/// A conversation of which some rows were read.
pub(super) struct PartialConversation {
    conversation: Conversation,
    newest: Option<MessageRow>,
}

impl PartialConversation {
    pub(super) fn begin(row: ConversationRow) -> Self {
        let conversation = Conversation {
            id: ConversationId(row.conversation),
            participants: Vec::with_capacity(2),
            created_at: Timestamp::from_micros(row.created_at),
            last_message: None,
            unread_count: u32::try_from(row.unread_count).unwrap_or(0),
            read_cursors: Vec::with_capacity(2),
            roles: Vec::with_capacity(2),
            last_seen: Vec::new(),
            revision: Revision(row.revision),
            settings: row.settings.into(),
        };
        let mut partial = Self { conversation, newest: None };
        partial.add(row);
        partial
    }

    pub(super) fn is_of(&self, row: &ConversationRow) -> bool {
        self.conversation.id.0 == row.conversation
    }

    pub(super) fn add(&mut self, row: ConversationRow) {
        let Self { conversation, newest } = self;
        let id = UserId(row.member_id);
        conversation.read_cursors.push(ReadCursor { user: id, read_seq: Seq(row.read_seq) });
        let roles = [(Role::Customer, row.is_customer), (Role::Provider, row.is_provider)];
        let roles = roles.into_iter().filter(|(_, is_so)| *is_so);
        conversation.roles.extend(roles.map(|(role, _)| MemberRole { user: id, role }));
        let seen_at = row.seen_at.map(Timestamp::from_micros);
        conversation.last_seen.extend(seen_at.map(|at| LastSeen { user: id, at }));
        conversation.participants.push(User {
            id,
            username: row.username,
            first_name: row.first_name,
            last_name: row.last_name,
            email: None,
            must_change_password: false,
        });
        if row.newest.is_some() {
            *newest = row.newest;
        }
    }

    /// Returns the conversation as `me` sees it, when all of its rows were added.
    pub(super) fn finish(self, me: UserId) -> Conversation {
        let Self { mut conversation, newest } = self;
        let reader = reader(me, &conversation.read_cursors);
        conversation.last_message = newest.map(|message| message.seen_by(reader));
        conversation
    }
}

fn reader(me: UserId, cursors: &[ReadCursor]) -> Reader {
    let furthest = |is_mine: bool| {
        let seqs = cursors.iter().filter(|cursor| (cursor.user == me) == is_mine).map(|cursor| cursor.read_seq.0);
        seqs.max().unwrap_or(0)
    };
    Reader { me, read_seq: furthest(true), others_read_seq: furthest(false) }
}
