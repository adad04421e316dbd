//! Gaps in the published events. The missing events are read from the database.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use charla::MessageId;

#[derive(Debug, Default)]
pub(super) struct Gaps {
    has_unpublished: AtomicBool,
    missed_since: Mutex<Option<MessageId>>,
}

impl Gaps {
    /// Notes that a message of this process was dropped.
    pub(super) fn record_unpublished(&self) {
        self.has_unpublished.store(true, Ordering::Relaxed);
    }

    /// Notes a report of another process that messages after `since` may not have been published. The earliest report
    /// counts.
    pub(super) fn record_missed(&self, since: MessageId) {
        let mut missed_since = self.missed_since.lock().unwrap_or_else(PoisonError::into_inner);
        *missed_since = Some(missed_since.map_or(since, |earlier| earlier.min(since)));
    }

    /// Whether a message of this process was dropped since the last call.
    pub(super) fn take_unpublished(&self) -> bool {
        self.has_unpublished.swap(false, Ordering::Relaxed)
    }

    /// Returns the earliest report since the last call.
    pub(super) fn take_missed(&self) -> Option<MessageId> {
        self.missed_since.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
