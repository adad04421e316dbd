//! The user's own messages: pending ones, and receipts of stored ones.

use crate::{ClientId, Failure, Quote, Timestamp};

/// A message of the user that the server has not acknowledged.
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
    /// The send failed. Without an answer the message may or may not be stored; sending it again is safe.
    Failed(Failure),
}

/// Whether a stored message of the user was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    Sent,
    /// At least one other member has read it.
    Read,
}
