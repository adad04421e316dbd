//! Drafts in the local storage, which all tabs of the browser share. The key begins with the user id, so that another
//! user of the browser does not see them.

use charla::{UserId, client::DraftPlace};
use leptos::{
    ev,
    leptos_dom::helpers::window_event_listener_untyped,
    prelude::{WindowListenerHandle, window_event_listener},
};

use super::storage;

/// Returns the stored draft; empty if there is none.
pub fn text(writer: UserId, place: DraftPlace) -> String {
    read(&key(writer, place))
}

/// Stores a draft; an empty text removes it. Returns `false` if the storage is full or forbidden.
pub fn keep(writer: UserId, place: DraftPlace, text: &str) -> bool {
    store(&key(writer, place), text)
}

/// Returns the draft that a newer one replaced, until the user restores or discards it.
pub fn replaced(writer: UserId, place: DraftPlace) -> String {
    read(&replaced_key(writer, place))
}

pub fn keep_replaced(writer: UserId, place: DraftPlace, text: &str) {
    store(&replaced_key(writer, place), text);
}

/// Calls `f` when another tab may have changed a draft, and when this tab is back from a state in which it gets no
/// storage events.
pub fn on_change(f: impl Fn() + Clone + 'static) -> [WindowListenerHandle; 3] {
    let stored = f.clone();
    let storage_listener = window_event_listener(ev::storage, move |event| {
        if event.key().is_none_or(|key| key.starts_with("words/")) {
            stored();
        }
    });
    let back = |name| {
        let f = f.clone();
        window_event_listener_untyped(name, move |_| f())
    };
    [storage_listener, back("pageshow"), back("visibilitychange")]
}

/// Returns the storage key; `reader.js` builds the same key.
fn key(writer: UserId, place: DraftPlace) -> String {
    let DraftPlace { conversation, edited } = place;
    let edited = edited.map_or_else(String::new, |seq| format!("/{seq}"));
    format!("words/{writer}/{conversation}{edited}")
}

fn replaced_key(writer: UserId, place: DraftPlace) -> String {
    format!("replaced-{}", key(writer, place))
}

fn read(key: &str) -> String {
    storage().and_then(|storage| storage.get_item(key).ok().flatten()).unwrap_or_default()
}

fn store(key: &str, text: &str) -> bool {
    let Some(storage) = storage() else { return false };
    let stored = match text {
        "" => storage.remove_item(key),
        text => storage.set_item(key, text),
    };
    stored.is_ok()
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
