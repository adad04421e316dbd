//! Messages of one's own on their way: how far they have come.

use crate::{ChatError, ClientId, Quote, Timestamp};

/// A message of one's own that the server has not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub client_id: ClientId,
    pub content: String,
    pub reply_to: Option<Quote>,
    pub written_at: Timestamp,
    pub delivery: Delivery,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    Sending,
    Failed(SendFailure),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendFailure {
    /// No answer came: it may or may not be stored; sending it again is safe.
    Unreachable,
    Refused(ChatError),
}

/// How far one's own stored message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    Sent,
    /// At least one other member has read it.
    Read,
}
