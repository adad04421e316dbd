//! A message, in the origin's shape.

use serde::{Deserialize, Serialize};

use crate::{
    ClientId, ConversationId, MessageId, Quote, Reaction, Revision, Seq, Timestamp, UserId, answer_bytes,
    user::display_name,
};

/// As one member sees it. The order of a conversation is the order of `seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    #[serde(rename = "conversation")]
    pub conversation_id: ConversationId,
    #[serde(rename = "sender")]
    pub sender_id: UserId,
    pub sender_username: String,
    pub sender_first_name: String,
    pub sender_last_name: String,
    pub content: String,
    /// To its sender: somebody else has read it. To the others: this reader has.
    pub is_read: bool,
    pub created_at: Timestamp,
    pub seq: Seq,
    /// Only told to its sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The message that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Quote>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// Its `content` is empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Of its last change; none where it is as it was sent.
    #[serde(default, skip_serializing_if = "Revision::is_start")]
    pub revision: Revision,
}

impl Message {
    /// As it is when it is sent, by somebody whose name is not known.
    #[must_use]
    pub fn plain(id: MessageId, conversation_id: ConversationId, seq: Seq, sender_id: UserId, content: &str) -> Self {
        Self {
            id,
            conversation_id,
            sender_id,
            sender_username: String::new(),
            sender_first_name: String::new(),
            sender_last_name: String::new(),
            content: content.to_owned(),
            is_read: false,
            created_at: Timestamp::default(),
            seq,
            client_id: None,
            reply_to: None,
            reactions: Vec::new(),
            edited_at: None,
            deleted_at: None,
            revision: Revision::START,
        }
    }

    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// Whether its words are those that were sent.
    #[must_use]
    pub const fn is_as_sent(&self) -> bool {
        self.edited_at.is_none() && self.deleted_at.is_none()
    }

    /// Bytes in an answer, about.
    #[must_use]
    pub fn answer_bytes(&self) -> usize {
        let quoted = self.reply_to.as_ref().map_or(0, |quote| quote.sender_name.len() + quote.excerpt.len());
        let names = self.sender_username.len() + self.sender_first_name.len() + self.sender_last_name.len();
        let reactions: usize = self.reactions.iter().map(|reaction| 40 + 8 * reaction.users.len()).sum();
        answer_bytes::FRAME + answer_bytes::of_text(&self.content) + quoted + names + reactions
    }

    #[must_use]
    pub fn sender_name(&self) -> String {
        display_name(&self.sender_first_name, &self.sender_last_name, &self.sender_username)
    }
}
