//! What a user is writing, in the storage that all tabs of this browser share. The key begins with the user: whoever
//! else signs in here is never shown it.

use charla::{ConversationId, Seq, UserId};
use leptos::{
    ev,
    leptos_dom::helpers::window_event_listener_untyped,
    prelude::{WindowListenerHandle, window_event_listener},
};

use super::storage;

/// The text of one composer: a new message of a conversation, or the edit of one of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    pub writer: UserId,
    pub conversation: ConversationId,
    pub edited: Option<Seq>,
}

impl Draft {
    /// Empty where nothing was written, or the browser stores nothing.
    pub fn read(self) -> String {
        read(&self.key())
    }

    /// `false` where the storage is full or forbidden: that costs the draft after a reload, not the text on the page.
    pub fn keep(self, text: &str) -> bool {
        keep(&self.key(), text)
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
