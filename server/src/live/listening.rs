//! Everything, or one conversation.

use charla::ConversationId;

/// What a socket wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    Everything,
    To(ConversationId),
}
