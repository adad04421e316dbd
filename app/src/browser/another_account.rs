//! The note that `reader.js` leaves for the next page when the account changes.

use leptos::prelude::window;

use super::reader;

/// Key in the session storage; the value is the id of the new account.
const KEY: &str = "another-account";

/// Returns whether this page is the first one of the new account, and removes the note.
pub fn take() -> bool {
    let Ok(Some(storage)) = window().session_storage() else { return false };
    let account = storage.get_item(KEY).ok().flatten();
    // If the storage refuses, there is nothing to remove.
    let _ = storage.remove_item(KEY);
    account.is_some() && account == reader()
}
