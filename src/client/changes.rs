//! The parts of the client that have changed.

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
    /// Opened ones.
    pub conversations: BTreeSet<ConversationId>,
}
