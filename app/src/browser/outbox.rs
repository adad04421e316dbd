//! Unsent messages in the local storage, which all tabs of the browser share: one key per message, so that no tab
//! overwrites what another one wrote. The key begins with the user id, so that another user of the browser neither sees
//! nor sends them.

use charla::{ClientId, Unsent, UserId};
use leptos::{ev, prelude::window_event_listener};
use web_sys::Storage;

use super::storage;

/// Replaces a sent message just before its key is removed, so that other tabs can distinguish sent messages from
/// deleted ones.
const SENT: &str = "sent";

/// A change by another tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Kept(Unsent),
    Deleted(Unsent),
    Sent(Unsent),
}

/// Returns all unsent messages of this user; skips unreadable values.
pub fn kept(user: UserId) -> Vec<Unsent> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|n| storage.key(n).ok().flatten());
    keys.filter_map(|key| read(user, &key, &storage.get_item(&key).ok()??)).collect()
}

/// Stores a message. If the storage is full or forbidden, the message is lost on a reload.
pub fn keep(user: UserId, unsent: &Unsent) {
    if let (Some(storage), Ok(value)) = (storage(), serde_json::to_string(unsent)) {
        let _ = storage.set_item(&key(user, unsent.client_id), &value);
    }
}

/// Stores a changed message, unless another tab has removed it.
pub fn keep_change(user: UserId, unsent: &Unsent) {
    let is_kept = storage().is_some_and(|storage| has(&storage, &key(user, unsent.client_id)));
    if is_kept {
        keep(user, unsent);
    }
}

pub fn delete(user: UserId, client_id: ClientId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(user, client_id));
    }
}

pub fn sent(user: UserId, client_id: ClientId) {
    let Some(storage) = storage() else { return };
    let key = key(user, client_id);
    // Another tab may have removed the key already.
    if has(&storage, &key) {
        let _ = storage.set_item(&key, SENT);
        let _ = storage.remove_item(&key);
    }
}

/// Calls `f` with each change that another tab makes to this user's messages, for the life of the page.
pub fn on_change(user: UserId, f: impl Fn(Change) + 'static) {
    window_event_listener(ev::storage, move |event| {
        if let Some(change) = event.key().and_then(|key| change(user, &key, event.old_value(), event.new_value())) {
            f(change);
        }
    });
}

fn has(storage: &Storage, key: &str) -> bool {
    matches!(storage.get_item(key), Ok(Some(_)))
}

fn change(user: UserId, key: &str, old: Option<String>, new: Option<String>) -> Option<Change> {
    match (old, new) {
        (Some(old), Some(new)) if new == SENT => read(user, key, &old).map(Change::Sent),
        (_, Some(new)) => read(user, key, &new).map(Change::Kept),
        (Some(old), None) => read(user, key, &old).map(Change::Deleted),
        (None, None) => None,
    }
}

fn read(user: UserId, key: &str, value: &str) -> Option<Unsent> {
    if !key.starts_with(&prefix(user)) {
        return None;
    }
    serde_json::from_str(value).ok().filter(|unsent: &Unsent| key == self::key(user, unsent.client_id))
}

fn key(user: UserId, client_id: ClientId) -> String {
    prefix(user) + &client_id.to_string()
}

fn prefix(user: UserId) -> String {
    format!("outbox/{user}/")
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
