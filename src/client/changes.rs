//! The parts of the client whose display must be updated.

use std::collections::BTreeSet;

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
    pub conversations: BTreeSet<ConversationId>,
}
