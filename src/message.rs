//! A message, in the JSON shape of the original API.

use serde::{Deserialize, Serialize};

use crate::{
    ClientId, ConversationId, MessageId, Quote, Reaction, Revision, Seq, Timestamp, UserId, answer_bytes,
    user::display_name,
};

/// A message as one member sees it. `seq` determines the order within the conversation.
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
    /// For the sender: another member has read the message. For the other members: the reader has read it.
    pub is_read: bool,
    pub created_at: Timestamp,
    pub seq: Seq,
    /// Sent only to the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The quoted message that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Quote>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// When it was deleted; `content` is empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Revision of its last change; [`Revision::START`] if it is unchanged.
    #[serde(default, skip_serializing_if = "Revision::is_start")]
    pub revision: Revision,
}

impl Message {
    /// Returns an unchanged message without the names of its sender.
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

    pub const fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// Whether it is neither edited nor deleted.
    pub const fn is_as_sent(&self) -> bool {
        self.edited_at.is_none() && self.deleted_at.is_none()
    }

    /// Returns the estimated size in an answer, in bytes.
    pub fn answer_bytes(&self) -> usize {
        let quoted = self.reply_to.as_ref().map_or(0, |quote| quote.sender_name.len() + quote.excerpt.len());
        let names = self.sender_username.len() + self.sender_first_name.len() + self.sender_last_name.len();
        let reactions: usize = self.reactions.iter().map(|reaction| 40 + 8 * reaction.users.len()).sum();
        answer_bytes::FRAME + answer_bytes::of_text(&self.content) + quoted + names + reactions
    }

    pub fn sender_name(&self) -> String {
        display_name(&self.sender_first_name, &self.sender_last_name, &self.sender_username)
    }
}
