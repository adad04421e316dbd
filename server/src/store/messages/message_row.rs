//! A row of `messages` with its sender's names, and how it becomes a message.

use charla::{
    ClientId, ConversationId, Message, MessageId, Quote, Revision, Seq, Timestamp, UserId, limits, quote,
    user::display_name,
};
use uuid::Uuid;

use crate::store::database::from_row;

/// The columns by these names, with [`message_joins`]; `m` is the message.
macro_rules! message_columns {
    () => {
        "m.id as message_id, m.conversation_id, m.seq, m.sender_id, m.content, m.client_id, m.created_at as sent_at,
         sender.username as sender_username, sender.first_name as sender_first_name,
         sender.last_name as sender_last_name,
         m.revision as message_revision, m.edited_at, m.deleted_at, m.reactions,
         quoted.seq as quoted_seq, quoted.sender_id as quoted_sender_id, quoted.content as quoted_content,
         quoter.username as quoted_username, quoter.first_name as quoted_first_name,
         quoter.last_name as quoted_last_name"
    };
}
pub(in crate::store) use message_columns;

/// The joins for [`message_columns`]: the sender, and the quoted message with its sender.
macro_rules! message_joins {
    () => {
        " left join users sender on sender.id = m.sender_id
        left join messages quoted on quoted.conversation_id = m.conversation_id and quoted.seq = m.reply_to
        left join users quoter on quoter.id = quoted.sender_id "
    };
}
pub(in crate::store) use message_joins;

from_row! {
    #[derive(Debug)]
    pub struct MessageRow {
        pub message_id: i64,
        pub conversation_id: i64,
        pub seq: i64,
        pub sender_id: i64,
        pub content: String,
        pub client_id: Option<Vec<u8>>,
        pub sent_at: i64,
        pub sender_username: String,
        pub sender_first_name: String,
        pub sender_last_name: String,
        pub message_revision: i64,
        pub edited_at: Option<i64>,
        pub deleted_at: Option<i64>,
        pub reactions: Option<String>,
            pub quoted: Option<QuotedRow>,
    }
}

from_row! {
    #[derive(Debug)]
    pub struct QuotedRow {
        pub quoted_seq: i64,
        pub quoted_sender_id: i64,
        pub quoted_content: String,
        pub quoted_username: String,
        pub quoted_first_name: String,
        pub quoted_last_name: String,
    }
}

/// The user who gets a message, and how far this user and the other members have read.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    pub me: UserId,
    pub read_seq: i64,
    pub others_read_seq: i64,
}

impl MessageRow {
    pub fn client_id(&self) -> Option<ClientId> {
        Uuid::from_slice(self.client_id.as_deref()?).ok().map(ClientId)
    }

    pub fn seen_by(self, reader: Reader) -> Message {
        let is_mine = self.sender_id == reader.me.0;
        let client_id = self.client_id().filter(|_| is_mine);
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
            client_id,
            reply_to: self.quoted.filter(|_| self.deleted_at.is_none()).map(|quoted| quoted.quote()),
            // Written by us alone.
            reactions: self.reactions.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
            edited_at: self.edited_at.map(Timestamp::from_micros),
            deleted_at: self.deleted_at.map(Timestamp::from_micros),
            revision: Revision(self.message_revision),
        }
    }
}

impl QuotedRow {
    fn quote(&self) -> Quote {
        Quote {
            seq: Seq(self.quoted_seq),
            sender_id: UserId(self.quoted_sender_id),
            sender_name: display_name(&self.quoted_first_name, &self.quoted_last_name, &self.quoted_username),
            excerpt: quote::excerpt(&self.quoted_content, limits::QUOTE_CHARS),
        }
    }
}
