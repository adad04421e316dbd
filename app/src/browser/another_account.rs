//! What `reader.js` leaves for the page that comes after the one of another account.

use leptos::prelude::window;

use super::reader;

/// Of this tab: the account that took it over.
const KEY: &str = "another-account";

/// Whether this page is the first of that account; once.
pub fn take() -> bool {
    let Ok(Some(storage)) = window().session_storage() else { return false };
    let account = storage.get_item(KEY).ok().flatten();
    // A browser that keeps nothing has nothing to forget.
    let _ = storage.remove_item(KEY);
    account.is_some() && account == reader()
}
