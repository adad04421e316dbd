//! The parts of the client whose display must be updated.

use litemap::LiteMap;

use crate::ConversationId;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub inbox: bool,
    pub connection: bool,
    pub outbox: bool,
    pub presence: bool,
    pub failure: bool,
    pub drafts: bool,
    /// Opened conversations.
    pub conversations: LiteMap<ConversationId, ()>,
}
