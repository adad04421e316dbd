//! Drafts, with the storage that all tabs of this browser share.

use charla::client::{DraftPlace, StoredDraft};
use leptos::prelude::*;

use super::Chat;
use crate::browser::draft;

impl Chat {
    /// The draft to go on with; empty where nothing was written.
    pub fn open_draft(self, place: DraftPlace) -> String {
        let stored = self.stored_draft(place);
        self.drive(|client| client.open_draft(place, stored)).unwrap_or_default()
    }

    pub fn keep_draft(self, place: DraftPlace, text: &str) {
        self.drive(|client| client.keep_draft(place, text));
    }

    /// `typed` was written without a look at what is stored.
    pub fn replace_draft(self, place: DraftPlace, typed: &str) {
        let stored = self.stored_draft(place);
        self.drive(|client| client.replace_draft(place, typed, stored));
    }

    /// A newer text of another tab, which is to take the place of what is `typed` here; `None` if there is none.
    pub fn follow_draft(self, place: DraftPlace, typed: &str) -> Option<String> {
        let stored = draft::text(self.me, place);
        self.drive(|client| client.follow_draft(place, typed, &stored)).flatten()
    }

    /// Whether there is a text to take back, reactively.
    pub fn has_replaced_draft(self, place: DraftPlace) -> bool {
        self.signals.drafts.track();
        self.client.with_value(|client| !client.replaced_draft(place).is_empty())
    }

    /// Returns the text that was replaced; `typed` takes its place there.
    pub fn take_back_draft(self, place: DraftPlace, typed: &str) -> String {
        self.drive(|client| client.take_back_draft(place, typed)).unwrap_or_default()
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
