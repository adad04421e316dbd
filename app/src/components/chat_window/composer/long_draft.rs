//! Delayed storing of drafts that are too long to be stored at each key.

use charla::Seq;
use leptos::{prelude::*, task::spawn_local};

use crate::browser::{self, Listener};

/// A draft is stored when nothing was typed for this time.
const SAVE_DELAY_MILLIS: u32 = 1_000;

/// Stores a long draft when the user pauses, changes the mode of the composer, or leaves the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct LongDraft {
    waiting: StoredValue<Waiting>,
    /// Stores the draft of a new message, or of the edit of this message.
    keep: Callback<Option<Seq>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Waiting {
    /// Number of changes since the draft was stored last.
    keys: u32,
    edited: Option<Seq>,
}

impl LongDraft {
    pub(super) fn new(keep: impl Fn(Option<Seq>) + Send + Sync + 'static) -> Self {
        let draft = Self { waiting: StoredValue::new(Waiting::default()), keep: Callback::new(keep) };
        Effect::new(move |_| {
            let listener = StoredValue::new_local(Some(Listener::new("pagehide", move |_| draft.store_now())));
            on_cleanup(move || {
                draft.store_now();
                listener.set_value(None);
            });
        });
        draft
    }

    pub(super) fn store_soon(self, edited: Option<Seq>) {
        let keys = self.waiting.with_value(|waiting| waiting.keys) + 1;
        self.waiting.set_value(Waiting { keys, edited });
        spawn_local(async move {
            browser::pause(SAVE_DELAY_MILLIS).await;
            if self.waiting.try_with_value(|waiting| waiting.keys) == Some(keys) {
                self.store_now();
            }
        });
    }

    /// Cancels the storing, because the draft is short again, sent, or discarded.
    pub(super) fn forget(self) {
        self.waiting.set_value(Waiting::default());
    }

    pub(super) fn store_now(self) {
        let waiting = self.waiting.try_get_value().filter(|waiting| waiting.keys > 0);
        if let Some(Waiting { edited, .. }) = waiting {
            self.forget();
            self.keep.run(edited);
        }
    }
}
