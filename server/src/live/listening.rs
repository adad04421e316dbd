//! The events that a socket gets.

use charla::ConversationId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// All events of its user.
    Everything,
    /// The messages of one conversation.
    To(ConversationId),
}
