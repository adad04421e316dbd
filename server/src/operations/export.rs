//! All data of a user, as one JSON file:
//!
//! ```json
//! {
//!   "exported_at": "2026-03-01T10:00:00.000001Z",
//!   "profile": {"id": 1, "username": "ana", "first_name": "Ana", "last_name": "García", "email": "ana@example.test"},
//!   "last_seen": "2026-02-28T18:30:00Z",
//!   "sessions": [{"id": "…", "name": "Firefox · Linux", "signed_in_at": "…", "seen_at": "…", "is_this": true}],
//!   "conversations": [
//!     {"id": 1, "created_at": "…", "participans": [{"id": 1, "username": "ana", "first_name": "…", "last_name": "…"}],
//!      "messages": [{"id": 7, "seq": 1, "sender": 1, "content": "…", "created_at": "…", "is_read": true}]}
//!   ]
//! }
//! ```
//!
//! Profile, participants and messages have the shapes of the API. Messages of the user that were edited or deleted have
//! `versions`, their earlier contents, as far as these are kept: `[{"content": "…", "replaced_at": "…"}]`. Sessions contain
//! no secrets, and there are at most [`charla::limits::DEVICES`]. Conversations are in the order in which they were opened,
//! messages in that of `seq`. Messages that are sent during the export may be missing. An interrupted file is not valid
//! JSON.
//!
//! The server holds at most one page of messages: it fetches the next one when the client has taken the one before.

mod parts;
mod turns;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use charla::{ChatError, Timestamp};
use futures::{StreamExt, stream};

use self::parts::Parts;
pub use self::turns::{ExportLimiter, Turn};
use crate::{auth::signed_in::SignedIn, store::Store};

/// Returns a name such as `charla-ana-2026-03-01.json`. Characters that are unsafe in a file name are replaced.
pub fn file_name(username: &str, now: Timestamp) -> String {
    let username: String =
        username.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    format!("charla-{username}-{}.json", now.to_utc().date())
}

/// Returns the body, which streams the file while it is made. The turn ends when the client has the whole body, or has
/// disconnected.
///
/// # Errors
/// Errors of the store that occur before the first conversation.
pub async fn body(store: Arc<dyn Store>, me: SignedIn, now: Timestamp, turn: Turn) -> Result<Body, ChatError> {
    let devices = store.devices(me.id(), me.key.id(), now).await?;
    let last_seen = store.last_seen(me.id()).await?;
    let (head, parts) = Parts::begin(store, &me.user, last_seen, &devices, now)?;
    let rest = stream::try_unfold((parts, turn), async |(mut parts, turn)| {
        let part = parts.next().await.map_err(|error| {
            tracing::warn!(%error, "an export was broken off");
            error
        })?;
        Ok::<_, ChatError>(part.map(|part| (Bytes::from(part), (parts, turn))))
    });
    Ok(Body::from_stream(stream::once(async { Ok(Bytes::from(head)) }).chain(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_of_a_file_name_are_replaced() {
        let now = Timestamp::from_millis(1_772_359_200_000);
        assert_eq!(file_name("ana.garcia", now), "charla-ana.garcia-2026-03-01.json");
        assert_eq!(file_name("../a\"b\r\nñ/", now), "charla-.._a_b____-2026-03-01.json");
    }
}
