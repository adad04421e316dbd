//! Drafts, stored in the local storage that all tabs of the browser share.

use charla::client::{DraftPlace, StoredDraft};
use leptos::prelude::*;

use super::Chat;
use crate::browser::draft;

impl Chat {
    /// Returns the draft to continue; empty if there is none.
    pub fn open_draft(self, place: DraftPlace) -> String {
        let stored = self.stored_draft(place);
        self.drive(|client| client.open_draft(place, stored)).unwrap_or_default()
    }

    pub fn save_draft(self, place: DraftPlace, text: &str) {
        self.drive(|client| client.save_draft(place, text));
    }

    /// Replaces the stored draft by `typed`, which the user wrote before the draft was loaded.
    pub fn replace_draft(self, place: DraftPlace, typed: &str) {
        let stored = self.stored_draft(place);
        self.drive(|client| client.replace_draft(place, typed, stored));
    }

    /// Returns the newer text of another tab, which replaces the text `typed` in this tab; `None` if there is none.
    pub fn sync_draft(self, place: DraftPlace, typed: &str) -> Option<String> {
        let stored = draft::text(self.me, place);
        self.drive(|client| client.sync_draft(place, typed, &stored)).flatten()
    }

    /// Whether there is a replaced text to restore. Reactive.
    pub fn has_replaced_draft(self, place: DraftPlace) -> bool {
        self.signals.drafts.track();
        self.read(|client| !client.replaced_draft(place).is_empty())
    }

    /// Restores the replaced text and returns it; `typed` becomes the replaced text.
    pub fn restore_draft(self, place: DraftPlace, typed: &str) -> String {
        self.drive(|client| client.restore_draft(place, typed)).unwrap_or_default()
    }

    pub fn discard_replaced_draft(self, place: DraftPlace) {
        self.drive(|client| client.discard_replaced_draft(place));
    }

    pub(super) fn store_draft(self, place: DraftPlace, text: &str) {
        if !draft::keep(self.me, place, text) && !text.is_empty() {
            let stored = draft::text(self.me, place);
            self.drive(|client| client.draft_not_stored(place, stored));
        }
    }

    fn stored_draft(self, place: DraftPlace) -> StoredDraft {
        StoredDraft { text: draft::text(self.me, place), replaced: draft::replaced(self.me, place) }
    }
}
