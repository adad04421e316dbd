//! The rows of conversations: one row for each member; the rows of a conversation follow each other.

use charla::{
    Conversation, ConversationId, LastSeen, MemberRole, ReadCursor, Revision, Role, Seq, Timestamp, User, UserId,
};
use sqlx::FromRow;

use crate::store::{
    database::Row,
    messages::{MessageRow, Reader},
    settings::SettingsRow,
};

#[derive(Debug, FromRow)]
struct ConversationRow {
    conversation: i64,
    created_at: i64,
    unread_count: i64,
    revision: i64,
    #[sqlx(flatten)]
    settings: SettingsRow,
    member_id: i64,
    username: String,
    first_name: String,
    last_name: String,
    read_seq: i64,
    is_customer: bool,
    is_provider: bool,
    seen_at: Option<i64>,
    /// The newest message, which only the row of the reader has.
    message_id: Option<i64>,
}

pub(super) fn conversation_id(row: &Row) -> Result<ConversationId, sqlx::Error> {
    row.get("conversation").map(ConversationId)
}

/// Builds a conversation from all of its rows. `None` if there are none.
pub(super) fn conversation(me: UserId, rows: &[Row]) -> Result<Option<Conversation>, sqlx::Error> {
    let (mut conversation, mut newest) = (None, None);
    for columns in rows {
        let row: ConversationRow = columns.read()?;
        if row.message_id.is_some() {
            newest = Some(columns.read::<MessageRow>()?);
        }
        let conversation = conversation.get_or_insert_with(|| Conversation {
            id: ConversationId(row.conversation),
            participants: Vec::new(),
            created_at: Timestamp::from_micros(row.created_at),
            last_message: None,
            unread_count: u32::try_from(row.unread_count).unwrap_or(0),
            read_cursors: Vec::new(),
            roles: Vec::new(),
            last_seen: Vec::new(),
            revision: Revision(row.revision),
            settings: row.settings.into(),
        });
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
    }
    if let Some(conversation) = &mut conversation {
        let reader = reader(me, &conversation.read_cursors);
        conversation.last_message = newest.map(|message| message.seen_by(reader));
    }
    Ok(conversation)
}

fn reader(me: UserId, cursors: &[ReadCursor]) -> Reader {
    let furthest = |is_mine: bool| {
        let seqs = cursors.iter().filter(|cursor| (cursor.user == me) == is_mine).map(|cursor| cursor.read_seq.0);
        seqs.max().unwrap_or(0)
    };
    Reader { me, read_seq: furthest(true), others_read_seq: furthest(false) }
}
