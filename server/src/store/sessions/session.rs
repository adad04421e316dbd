//! A session as it is stored, under the hash of its token.

use charla::{Timestamp, UserId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub user: UserId,
    /// Browser and system, as `Firefox · Linux`.
    pub device: Option<String>,
    /// None for sessions from before sign-in times were stored.
    pub signed_in_at: Option<Timestamp>,
    /// The start of the lifetime of a session without `signed_in_at`: its first use since lifetimes are limited.
    pub counted_from: Option<Timestamp>,
    /// The last use that was stored: one a day.
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}
