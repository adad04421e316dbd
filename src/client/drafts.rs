//! Drafts: text that the user is typing and has not sent. Each place has one; the newest words win, in whichever tab they
//! were written, and the text that they replace can be had back.

use std::collections::BTreeMap;

use super::{Client, outbound::Effect};
use crate::{ConversationId, Seq};

/// A new message of a conversation, or the edit of one of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftPlace {
    pub conversation: ConversationId,
    pub edited: Option<Seq>,
}

/// As the browser has stored it; empty where there is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredDraft {
    pub text: String,
    /// The text before it, if that can be had back.
    pub replaced: String,
}

#[derive(Debug, Default)]
pub(super) struct Drafts(BTreeMap<DraftPlace, Draft>);

#[derive(Debug, Default)]
struct Draft {
    /// When this tab wrote or read it last.
    text: String,
    replaced: String,
    /// The storage had no room for the text: what it has instead.
    stored_instead: Option<String>,
}

impl Client {
    /// The draft to go on with. What this tab could not store comes before an older text that is stored, unless another
    /// tab has written since.
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

    /// `text` is empty where it was sent, or given up.
    pub fn keep_draft(&mut self, place: DraftPlace, text: &str) {
        let draft = self.drafts.0.entry(place).or_default();
        text.clone_into(&mut draft.text);
        draft.stored_instead = None;
        self.out.push(Effect::KeepDraft(place, text.to_owned()));
    }

    /// The storage is full or forbidden, and has `stored` instead: that costs the draft after a reload, not as long as the
    /// page lives.
    pub fn draft_not_stored(&mut self, place: DraftPlace, stored: String) {
        self.drafts.0.entry(place).or_default().stored_instead = Some(stored);
    }

    /// `typed` was written without a look at what is stored.
    pub fn replace_draft(&mut self, place: DraftPlace, typed: &str, stored: StoredDraft) {
        let before = self.open_draft(place, stored);
        self.set_aside(place, &before, typed);
        self.keep_draft(place, typed);
    }

    /// Returns the newer text of another tab, which is to take the place of what is `typed` here.
    pub fn follow_draft(&mut self, place: DraftPlace, typed: &str, stored: &str) -> Option<String> {
        let draft = self.drafts.0.entry(place).or_default();
        if draft.text == stored || draft.stored_instead.as_deref() == Some(stored) {
            return None;
        }
        let is_typed_here_alone = draft.stored_instead.take().is_some() || typed != draft.text;
        stored.clone_into(&mut draft.text);
        if is_typed_here_alone {
            self.set_aside(place, typed, stored);
        }
        Some(stored.to_owned())
    }

    /// Returns the text that was replaced; `typed` takes its place there.
    pub fn take_back_draft(&mut self, place: DraftPlace, typed: &str) -> String {
        let text = self.replaced_draft(place).to_owned();
        self.keep_replaced(place, typed);
        self.keep_draft(place, &text);
        text
    }

    /// Forgets the text that was replaced.
    pub fn discard_replaced_draft(&mut self, place: DraftPlace) {
        self.keep_replaced(place, "");
    }

    /// Empty where nothing was replaced.
    #[must_use]
    pub fn replaced_draft(&self, place: DraftPlace) -> &str {
        self.drafts.0.get(&place).map_or("", |draft| &draft.replaced)
    }

    /// Nothing that is part of the newer words is lost by them.
    fn set_aside(&mut self, place: DraftPlace, text: &str, newer: &str) {
        let text = text.trim();
        if !text.is_empty() && !newer.contains(text) {
            self.keep_replaced(place, text);
        }
    }

    fn keep_replaced(&mut self, place: DraftPlace, text: &str) {
        text.clone_into(&mut self.drafts.0.entry(place).or_default().replaced);
        self.out.push(Effect::KeepReplacedDraft(place, text.to_owned()));
        self.changes.drafts = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;

    const PLACE: DraftPlace = DraftPlace { conversation: ConversationId(1), edited: None };

    /// Two tabs with one storage.
    #[derive(Default)]
    struct Storage(BTreeMap<DraftPlace, StoredDraft>);

    impl Storage {
        fn of(&self, place: DraftPlace) -> StoredDraft {
            self.0.get(&place).cloned().unwrap_or_default()
        }

        fn stores(&mut self, tab: &mut Client) {
            for effect in tab.take_effects() {
                match effect {
                    Effect::KeepDraft(place, text) => self.0.entry(place).or_default().text = text,
                    Effect::KeepReplacedDraft(place, text) => self.0.entry(place).or_default().replaced = text,
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
    fn the_newest_words_win_in_all_tabs_and_those_before_can_be_had_back() {
        let mut storage = Storage::default();
        let (mut one, mut other) = (tab(&storage), tab(&storage));
        one.keep_draft(PLACE, "a longer text of the first tab");
        storage.stores(&mut one);
        // The other tab has not heard of it, and its user types.
        other.keep_draft(PLACE, "newer");
        storage.stores(&mut other);
        let typed = "a longer text of the first tab";
        assert_eq!(one.follow_draft(PLACE, typed, &storage.of(PLACE).text).as_deref(), Some("newer"));
        assert_eq!(one.replaced_draft(PLACE), "", "it was stored: whoever wrote over it has seen it");
        assert_eq!(one.follow_draft(PLACE, "newer", &storage.of(PLACE).text), None, "once");
    }

    #[test]
    fn what_only_one_tab_knows_is_set_aside_for_newer_words() {
        let mut storage = Storage::default();
        let (mut one, mut other) = (tab(&storage), tab(&storage));
        other.keep_draft(PLACE, "newer");
        storage.stores(&mut other);
        let newest = one.follow_draft(PLACE, "typed and not stored yet", &storage.of(PLACE).text);
        storage.stores(&mut one);
        assert_eq!(newest.as_deref(), Some("newer"));
        assert_eq!(one.take_back_draft(PLACE, "newer"), "typed and not stored yet");
        storage.stores(&mut one);
        let stored = storage.of(PLACE);
        assert_eq!((&*stored.text, &*stored.replaced), ("typed and not stored yet", "newer"));
        one.discard_replaced_draft(PLACE);
        storage.stores(&mut one);
        assert_eq!(storage.of(PLACE).replaced, "");
    }

    #[test]
    fn words_that_go_on_with_those_before_set_nothing_aside() {
        let mut storage = Storage::default();
        let mut one = tab(&storage);
        assert_eq!(one.follow_draft(PLACE, "hola", "hola, ¿qué tal?").as_deref(), Some("hola, ¿qué tal?"));
        storage.stores(&mut one);
        assert_eq!(one.replaced_draft(PLACE), "");
    }

    #[test]
    fn what_the_storage_has_no_room_for_stays_in_its_tab_until_another_one_writes() {
        let storage = Storage::default();
        let mut one = tab(&storage);
        one.keep_draft(PLACE, "too much");
        one.draft_not_stored(PLACE, String::new());
        assert_eq!(one.follow_draft(PLACE, "too much", ""), None);
        assert_eq!(one.open_draft(PLACE, StoredDraft::default()), "too much");
        assert_eq!(one.follow_draft(PLACE, "too much", "of another tab").as_deref(), Some("of another tab"));
        assert_eq!(one.replaced_draft(PLACE), "too much");
    }

    #[test]
    fn what_was_typed_before_the_page_lived_wins_over_what_is_stored() {
        let mut storage = Storage::default();
        let mut other = tab(&storage);
        other.keep_draft(PLACE, "stored");
        storage.stores(&mut other);
        let mut one = Client::new(UserId(1), 0);
        one.replace_draft(PLACE, "typed", storage.of(PLACE));
        storage.stores(&mut one);
        let stored = storage.of(PLACE);
        assert_eq!((&*stored.text, &*stored.replaced), ("typed", "stored"));
    }
}
