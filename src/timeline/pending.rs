//! Messages of one's own on their way: how far they have come.

use crate::{ClientId, Failure, Quote, Timestamp};

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
    /// Where no answer came, it may or may not be stored; to send it again is safe.
    Failed(Failure),
}

/// How far one's own stored message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    Sent,
    /// At least one other member has read it.
    Read,
}
