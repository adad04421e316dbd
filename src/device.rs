//! Devices: the sessions in which a user is signed in.

use serde::{Deserialize, Serialize};

use crate::{SessionId, Timestamp};

/// One session of a user, as shown to that user. Contains no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: SessionId,
    /// Browser and operating system, such as `Firefox · Linux`; `None` if unknown.
    pub name: Option<String>,
    /// `None` for sessions from before this time was recorded.
    pub signed_in_at: Option<Timestamp>,
    /// Last use, with the precision of a day: it is recorded once a day.
    pub seen_at: Timestamp,
    /// The session of this request.
    pub is_this: bool,
}
