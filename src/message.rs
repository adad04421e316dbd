//! A message, in the origin's shape.

use serde::{Deserialize, Serialize};

use crate::{ClientId, ConversationId, MessageId, Seq, Timestamp, UserId, user::display_name};

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
}

impl Message {
    #[must_use]
    pub fn sender_name(&self) -> String {
        display_name(&self.sender_first_name, &self.sender_last_name, &self.sender_username)
    }
}
