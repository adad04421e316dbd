//! Drafts: text that the user is typing and has not sent. Each place has one draft for all tabs; the newest text wins,
//! and the text that it replaced can be restored.

use litemap::LiteMap;

use super::{Client, effects::Effect};
use crate::{ConversationId, Seq};

/// Identifies a draft: the new message of a conversation, or the edit of one of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftPlace {
    pub conversation: ConversationId,
    pub edited: Option<Seq>,
}

/// A draft as the browser has stored it; a missing text is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredDraft {
    pub text: String,
    /// The replaced text, if it can be restored.
    pub replaced: String,
}

#[derive(Debug, Default)]
pub(super) struct Drafts(LiteMap<DraftPlace, Draft>);

#[derive(Debug, Default)]
struct Draft {
    /// The text that this tab wrote or read last.
    text: String,
    replaced: String,
    /// The older text that the storage still has, because it had no room for `text`.
    stored_instead: Option<String>,
}

impl Client {
    /// Returns the draft to continue. Text that this tab could not store wins over the older stored text, unless
    /// another tab has written since.
    pub fn open_draft(&mut self, place: DraftPlace, stored: StoredDraft) -> String {
        let draft = self.drafts.0.entry(place).or_default();
        if draft.stored_instead.as_ref() != Some(&stored.text) {
            draft.text = stored.text;
            draft.stored_instead = None;
        }
        draft.replaced = stored.replaced;
        self.changes.drafts = true;
        draft.text.clone()
    }

    /// Stores the draft. `text` is empty if the message was sent or discarded.
    pub fn save_draft(&mut self, place: DraftPlace, text: &str) {
        let draft = self.drafts.0.entry(place).or_default();
        text.clone_into(&mut draft.text);
        draft.stored_instead = None;
        self.out.push(Effect::StoreDraft(place, text.to_owned()));
    }

    /// The storage is full or forbidden and still has `stored`. The draft lives in memory and is lost on a reload.
    pub fn draft_not_stored(&mut self, place: DraftPlace, stored: String) {
        self.drafts.0.entry(place).or_default().stored_instead = Some(stored);
    }

    /// Replaces the stored draft by `typed`, which the user wrote before the draft was loaded.
    pub fn replace_draft(&mut self, place: DraftPlace, typed: &str, stored: StoredDraft) {
        let before = self.open_draft(place, stored);
        self.set_aside(place, &before, typed);
        self.save_draft(place, typed);
    }

    /// Returns the newer text of another tab, which replaces the text `typed` in this tab; `None` if there is none.
    pub fn sync_draft(&mut self, place: DraftPlace, typed: &str, stored: &str) -> Option<String> {
        let draft = self.drafts.0.entry(place).or_default();
        if draft.text == stored || draft.stored_instead.as_deref() == Some(stored) {
            return None;
        }
        let is_only_in_this_tab = draft.stored_instead.take().is_some() || typed != draft.text;
        stored.clone_into(&mut draft.text);
        if is_only_in_this_tab {
            self.set_aside(place, typed, stored);
        }
        Some(stored.to_owned())
    }

    /// Restores the replaced text and returns it; `typed` becomes the replaced text.
    pub fn restore_draft(&mut self, place: DraftPlace, typed: &str) -> String {
        let text = self.replaced_draft(place).to_owned();
        self.keep_replaced(place, typed);
        self.save_draft(place, &text);
        text
    }

    /// Discards the replaced text.
    pub fn discard_replaced_draft(&mut self, place: DraftPlace) {
        self.keep_replaced(place, "");
    }

    /// Returns the replaced text; empty if there is none.
    pub fn replaced_draft(&self, place: DraftPlace) -> &str {
        self.drafts.0.get(&place).map_or("", |draft| &draft.replaced)
    }

    /// Keeps `text` as the replaced text, unless it is empty or contained in the newer text.
    fn set_aside(&mut self, place: DraftPlace, text: &str, newer: &str) {
        let text = text.trim();
        if !text.is_empty() && !newer.contains(text) {
            self.keep_replaced(place, text);
        }
    }

    fn keep_replaced(&mut self, place: DraftPlace, text: &str) {
        text.clone_into(&mut self.drafts.0.entry(place).or_default().replaced);
        self.out.push(Effect::StoreReplacedDraft(place, text.to_owned()));
        self.changes.drafts = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;

    const PLACE: DraftPlace = DraftPlace { conversation: ConversationId(1), edited: None };

    /// The storage that both tabs share.
    #[derive(Default)]
    struct Storage(LiteMap<DraftPlace, StoredDraft>);

    impl Storage {
        fn of(&self, place: DraftPlace) -> StoredDraft {
            self.0.get(&place).cloned().unwrap_or_default()
        }

        fn stores(&mut self, tab: &mut Client) {
            for effect in tab.take_effects() {
                match effect {
                    Effect::StoreDraft(place, text) => self.0.entry(place).or_default().text = text,
                    Effect::StoreReplacedDraft(place, text) => self.0.entry(place).or_default().replaced = text,
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    fn tab(storage: &Storage) -> Client {
        let mut tab = Client::new(UserId(1), 0);
        tab.open_draft(PLACE, storage.of(PLACE));
        tab
    }

    #[test]
    fn the_newest_text_wins_in_all_tabs() {
        let mut storage = Storage::default();
        let (mut one, mut other) = (tab(&storage), tab(&storage));
        one.save_draft(PLACE, "a longer text of the first tab");
        storage.stores(&mut one);
        // The other tab does not know this draft yet when its user types.
        other.save_draft(PLACE, "newer");
        storage.stores(&mut other);
        let typed = "a longer text of the first tab";
        assert_eq!(one.sync_draft(PLACE, typed, &storage.of(PLACE).text).as_deref(), Some("newer"));
        assert_eq!(one.replaced_draft(PLACE), "", "it was stored: whoever wrote over it has seen it");
        assert_eq!(one.sync_draft(PLACE, "newer", &storage.of(PLACE).text), None, "once");
    }

    #[test]
    fn text_that_was_not_stored_can_be_restored_after_another_tab_writes() {
        let mut storage = Storage::default();
        let (mut one, mut other) = (tab(&storage), tab(&storage));
        other.save_draft(PLACE, "newer");
        storage.stores(&mut other);
        let newest = one.sync_draft(PLACE, "typed and not stored yet", &storage.of(PLACE).text);
        storage.stores(&mut one);
        assert_eq!(newest.as_deref(), Some("newer"));
        assert_eq!(one.restore_draft(PLACE, "newer"), "typed and not stored yet");
        storage.stores(&mut one);
        let stored = storage.of(PLACE);
        assert_eq!((&*stored.text, &*stored.replaced), ("typed and not stored yet", "newer"));
        one.discard_replaced_draft(PLACE);
        storage.stores(&mut one);
        assert_eq!(storage.of(PLACE).replaced, "");
    }

    #[test]
    fn a_text_that_extends_the_draft_replaces_nothing() {
        let mut storage = Storage::default();
        let mut one = tab(&storage);
        assert_eq!(one.sync_draft(PLACE, "hola", "hola, ¿qué tal?").as_deref(), Some("hola, ¿qué tal?"));
        storage.stores(&mut one);
        assert_eq!(one.replaced_draft(PLACE), "");
    }

    #[test]
    fn a_draft_that_cannot_be_stored_stays_in_its_tab_until_another_tab_writes() {
        let storage = Storage::default();
        let mut one = tab(&storage);
        one.save_draft(PLACE, "too much");
        one.draft_not_stored(PLACE, String::new());
        assert_eq!(one.sync_draft(PLACE, "too much", ""), None);
        assert_eq!(one.open_draft(PLACE, StoredDraft::default()), "too much");
        assert_eq!(one.sync_draft(PLACE, "too much", "of another tab").as_deref(), Some("of another tab"));
        assert_eq!(one.replaced_draft(PLACE), "too much");
    }

    #[test]
    fn text_typed_before_hydration_wins_over_the_stored_draft() {
        let mut storage = Storage::default();
        let mut other = tab(&storage);
        other.save_draft(PLACE, "stored");
        storage.stores(&mut other);
        let mut one = Client::new(UserId(1), 0);
        one.replace_draft(PLACE, "typed", storage.of(PLACE));
        storage.stores(&mut one);
        let stored = storage.of(PLACE);
        assert_eq!((&*stored.text, &*stored.replaced), ("typed", "stored"));
    }
}
