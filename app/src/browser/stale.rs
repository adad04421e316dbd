//! Removes stored data of users who have not used this browser for a long time.

use charla::UserId;

use super::{now, storage};

/// Data of a user is removed after this time without a visit.
const MAX_AGE_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Prefixes of keys that belong to a user; the user id follows.
const OF_USERS: [&str; 4] = ["words/", "replaced-words/", "outbox/", SEEN];
const SEEN: &str = "seen/";

/// Prefix of drafts of an early version, which did not record their user.
const OF_NOBODY: &str = "draft/";

/// Records the visit of this user, and removes the data of users without a visit for 30 days.
pub fn forget(me: UserId) {
    let Some(storage) = storage() else { return };
    let now = now().as_millis();
    let _ = storage.set_item(&format!("{SEEN}{me}"), &now.to_string());
    let keys: Vec<_> = (0..storage.length().unwrap_or(0)).filter_map(|n| storage.key(n).ok().flatten()).collect();
    let is_stale = |key: &String| {
        let user = OF_USERS.iter().find_map(|prefix| key.strip_prefix(prefix))?.split('/').next()?;
        let note = format!("{SEEN}{user}");
        let seen = storage.get_item(&note).ok()?.and_then(|seen| seen.parse().ok());
        // Data from before visits were recorded: the time starts now.
        let seen = seen.unwrap_or_else(|| {
            let _ = storage.set_item(&note, &now.to_string());
            now
        });
        Some(now - seen > MAX_AGE_MILLIS)
    };
    // All keys are checked before the first is removed, because removing the visit record first would make the user's
    // other data look new.
    let stale: Vec<_> = keys.iter().filter(|key| key.starts_with(OF_NOBODY) || is_stale(key) == Some(true)).collect();
    for key in stale {
        let _ = storage.remove_item(key);
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
