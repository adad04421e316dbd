//! What a user is writing, in the storage that all tabs of this browser share. The key begins with the user: whoever
//! else signs in here is never shown it.

use std::{cell::RefCell, collections::HashMap};

use charla::{ConversationId, Seq, UserId};
use leptos::{
    ev,
    leptos_dom::helpers::window_event_listener_untyped,
    prelude::{WindowListenerHandle, window_event_listener},
};

use super::storage;

/// A text that the storage has no room for, and what the storage has in its place.
struct Unstored {
    text: String,
    stored: String,
}

thread_local! {
    /// By the key, for as long as the page lives.
    static UNSTORED: RefCell<HashMap<String, Unstored>> = RefCell::default();
}

/// The text of one composer: a new message of a conversation, or the edit of one of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    pub writer: UserId,
    pub conversation: ConversationId,
    pub edited: Option<Seq>,
}

impl Draft {
    /// Empty where nothing was written. What this page could not store comes before an older text that is stored, unless
    /// another tab has written since.
    pub fn read(self) -> String {
        let key = self.key();
        let stored = read(&key);
        UNSTORED.with_borrow(|unstored| match unstored.get(&key) {
            Some(unstored) if unstored.stored == stored => unstored.text.clone(),
            _ => stored,
        })
    }

    /// `false` where the storage is full or forbidden: that costs the draft after a reload, not as long as the page lives.
    pub fn keep(self, text: &str) -> bool {
        let key = self.key();
        let is_kept = keep(&key, text);
        UNSTORED.with_borrow_mut(|unstored| {
            if is_kept || text.is_empty() {
                unstored.remove(&key);
            } else {
                let stored = read(&key);
                unstored.insert(key, Unstored { text: text.to_owned(), stored });
            }
        });
        is_kept
    }

    /// Another tab has written since. Whether this page had a text that no other tab could know.
    pub fn forget_unstored(self) -> bool {
        UNSTORED.with_borrow_mut(|unstored| unstored.remove(&self.key()).is_some())
    }

    /// A text that another one took the place of, until the user takes it back or discards it.
    pub fn replaced(self) -> String {
        read(&self.replaced_key())
    }

    pub fn keep_replaced(self, text: &str) {
        keep(&self.replaced_key(), text);
    }

    /// `reader.js` builds it, too.
    fn key(self) -> String {
        let Self { writer, conversation, edited } = self;
        let place = edited.map_or_else(String::new, |seq| format!("/{seq}"));
        format!("words/{writer}/{conversation}{place}")
    }

    fn replaced_key(self) -> String {
        format!("replaced-{}", self.key())
    }
}

/// Calls `f` when another tab may have changed a draft, and when this tab is back from where it hears of nothing.
pub fn on_change(f: impl Fn() + Clone + 'static) -> [WindowListenerHandle; 3] {
    let stored = f.clone();
    let by_another_tab = window_event_listener(ev::storage, move |event| {
        if event.key().is_none_or(|key| key.starts_with("words/")) {
            stored();
        }
    });
    let back = |name| {
        let f = f.clone();
        window_event_listener_untyped(name, move |_| f())
    };
    [by_another_tab, back("pageshow"), back("visibilitychange")]
}

fn read(key: &str) -> String {
    storage().and_then(|storage| storage.get_item(key).ok().flatten()).unwrap_or_default()
}

fn keep(key: &str, text: &str) -> bool {
    let Some(storage) = storage() else { return false };
    let kept = match text {
        "" => storage.remove_item(key),
        text => storage.set_item(key, text),
    };
    kept.is_ok()
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
