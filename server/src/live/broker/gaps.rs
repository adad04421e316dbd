//! What notes did not tell: to be found in the database.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use charla::MessageId;

#[derive(Debug, Default)]
pub(super) struct Gaps {
    was_mute: AtomicBool,
    others_since: Mutex<Option<MessageId>>,
}

impl Gaps {
    /// A note of one's own was dropped.
    pub(super) fn own(&self) {
        self.was_mute.store(true, Ordering::Relaxed);
    }

    /// Another process says that after this message it may have told nothing.
    pub(super) fn others(&self, since: MessageId) {
        let mut held = self.others_since.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(held.map_or(since, |held| held.min(since)));
    }

    /// Whether any was dropped since this was asked last.
    pub(super) fn take_own(&self) -> bool {
        self.was_mute.swap(false, Ordering::Relaxed)
    }

    pub(super) fn take_others(&self) -> Option<MessageId> {
        self.others_since.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
