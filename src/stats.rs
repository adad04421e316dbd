//! Totals over all conversations of one user.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stats {
    pub total_conversations: u32,
    pub unread_messages: u32,
}
