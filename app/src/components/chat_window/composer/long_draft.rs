//! The draft of a text that is too long to be stored with each key.

use charla::Seq;
use leptos::{prelude::*, task::spawn_local};

use crate::browser::{self, Listener};

/// Nobody types for so long.
const PAUSE_MILLIS: u32 = 1_000;

/// It is kept when the user pauses, turns to another task, and leaves the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct LongDraft {
    waiting: StoredValue<Waiting>,
    /// As the draft of a new message, or in place of the message that is edited.
    keep: Callback<Option<Seq>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Waiting {
    /// Since the last time that the draft was kept.
    keys: u32,
    edited: Option<Seq>,
}

impl LongDraft {
    pub(super) fn new(keep: impl Fn(Option<Seq>) + Send + Sync + 'static) -> Self {
        let draft = Self { waiting: StoredValue::new(Waiting::default()), keep: Callback::new(keep) };
        Effect::new(move |_| {
            let listener = StoredValue::new_local(Some(Listener::new("pagehide", move |_| draft.keep_now())));
            on_cleanup(move || {
                draft.keep_now();
                listener.set_value(None);
            });
        });
        draft
    }

    pub(super) fn keep_soon(self, edited: Option<Seq>) {
        let keys = self.waiting.with_value(|waiting| waiting.keys) + 1;
        self.waiting.set_value(Waiting { keys, edited });
        spawn_local(async move {
            browser::pause(PAUSE_MILLIS).await;
            if self.waiting.try_with_value(|waiting| waiting.keys) == Some(keys) {
                self.keep_now();
            }
        });
    }

    /// It is short again, sent, or given up.
    pub(super) fn forget(self) {
        self.waiting.set_value(Waiting::default());
    }

    pub(super) fn keep_now(self) {
        let waiting = self.waiting.try_get_value().filter(|waiting| waiting.keys > 0);
        if let Some(Waiting { edited, .. }) = waiting {
            self.forget();
            self.keep.run(edited);
        }
    }
}
