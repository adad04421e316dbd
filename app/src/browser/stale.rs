//! What users keep in this browser does not stay for ever after they have left.

use charla::UserId;

use super::{now, storage};

/// A user who has not been here for so long does not come back for an unsent message.
const KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What belongs to a user: the user's id follows.
const OF_USERS: [&str; 4] = ["words/", "replaced-words/", "outbox/", SEEN];
const SEEN: &str = "seen/";

/// From before drafts had a writer: nobody can tell whose they are.
const OF_NOBODY: &str = "draft/";

/// Notes that this user is here, and forgets what users left who have not been for long.
pub fn forget(me: UserId) {
    let Some(storage) = storage() else { return };
    let now = now().as_millis();
    let _ = storage.set_item(&format!("{SEEN}{me}"), &now.to_string());
    let keys: Vec<_> = (0..storage.length().unwrap_or(0)).filter_map(|n| storage.key(n).ok().flatten()).collect();
    let is_stale = |key: &String| {
        let user = OF_USERS.iter().find_map(|prefix| key.strip_prefix(prefix))?.split('/').next()?;
        let note = format!("{SEEN}{user}");
        let seen = storage.get_item(&note).ok()?.and_then(|seen| seen.parse().ok());
        // From before it was noted: the time begins now.
        let seen = seen.unwrap_or_else(|| {
            let _ = storage.set_item(&note, &now.to_string());
            now
        });
        Some(now - seen > KEPT_MILLIS)
    };
    // All are judged before the first is removed: a note that is gone would keep the rest of its user for another time.
    let stale: Vec<_> = keys.iter().filter(|key| key.starts_with(OF_NOBODY) || is_stale(key) == Some(true)).collect();
    for key in stale {
        let _ = storage.remove_item(key);
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
