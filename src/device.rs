//! Where one is signed in.

use serde::{Deserialize, Serialize};

use crate::{SessionId, Timestamp};

/// One session of a user, as that user sees it. Nothing of it is a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: SessionId,
    /// Browser and system, as `Firefox · Linux`; none where the browser did not say, or before it was asked.
    pub name: Option<String>,
    /// None of sessions from before this was noted.
    pub signed_in_at: Option<Timestamp>,
    /// On the day of this moment it was used last: it is noted once a day.
    pub seen_at: Timestamp,
    /// The one that asks.
    pub is_this: bool,
}
