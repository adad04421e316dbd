//! A row of `messages` with its sender's names, and how it becomes a message.

use charla::{ClientId, ConversationId, Message, MessageId, Seq, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// The columns by these names; `m` is the message and `sender` the user.
macro_rules! message_columns {
    () => {
        "m.id as message_id, m.conversation_id, m.seq, m.sender_id, m.content, m.client_id, m.created_at as sent_at,
         sender.username as sender_username, sender.first_name as sender_first_name,
         sender.last_name as sender_last_name"
    };
}
pub(super) use message_columns;

#[derive(Debug, FromRow)]
pub(super) struct MessageRow {
    pub(super) message_id: i64,
    pub(super) conversation_id: i64,
    pub(super) seq: i64,
    pub(super) sender_id: i64,
    pub(super) content: String,
    pub(super) client_id: Option<Vec<u8>>,
    pub(super) sent_at: i64,
    pub(super) sender_username: String,
    pub(super) sender_first_name: String,
    pub(super) sender_last_name: String,
}

/// For whom a message is told, and how far they and the others have read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub(super) me: UserId,
    pub(super) read_seq: i64,
    pub(super) others_read_seq: i64,
}

impl MessageRow {
    pub(super) fn told_to(self, reader: Reader) -> Message {
        let is_mine = self.sender_id == reader.me.0;
        let read_seq = if is_mine { reader.others_read_seq } else { reader.read_seq };
        Message {
            id: MessageId(self.message_id),
            conversation_id: ConversationId(self.conversation_id),
            sender_id: UserId(self.sender_id),
            sender_username: self.sender_username,
            sender_first_name: self.sender_first_name,
            sender_last_name: self.sender_last_name,
            content: self.content,
            is_read: self.seq <= read_seq,
            created_at: Timestamp::from_micros(self.sent_at),
            seq: Seq(self.seq),
            client_id: self.client_id.filter(|_| is_mine).and_then(|bytes| Uuid::from_slice(&bytes).ok()).map(ClientId),
        }
    }
}
