//! The drafts of one composer, which it shares with those of other tabs: one draft, of which the newest words win.

use charla::{ConversationId, Seq, UserId};
use leptos::prelude::*;

use crate::browser::draft::Draft;

#[derive(Debug, Clone, Copy)]
pub(super) struct Drafts {
    writer: UserId,
    conversation: ConversationId,
    /// The draft when this tab wrote or read it last.
    known: StoredValue<String>,
    /// A longer text that shorter, newer words took the place of.
    replaced: RwSignal<String>,
    replaced_of: StoredValue<Option<Seq>>,
}

impl Drafts {
    pub(super) fn new(writer: UserId, conversation: ConversationId) -> Self {
        Self {
            writer,
            conversation,
            known: StoredValue::new(String::new()),
            replaced: RwSignal::new(String::new()),
            replaced_of: StoredValue::new(None),
        }
    }

    const fn draft(self, edited: Option<Seq>) -> Draft {
        Draft { writer: self.writer, conversation: self.conversation, edited }
    }

    /// The draft to go on with; and what one before it was, if that is still to be had.
    pub(super) fn read(self, edited: Option<Seq>) -> String {
        let text = self.draft(edited).read();
        self.known.set_value(text.clone());
        self.replaced_of.set_value(edited);
        self.replaced.set(self.draft(edited).replaced());
        text
    }

    pub(super) fn keep(self, edited: Option<Seq>, text: &str) {
        self.draft(edited).keep(text);
        self.known.set_value(text.to_owned());
    }

    /// `text` was typed without looking at what is stored.
    pub(super) fn replace(self, edited: Option<Seq>, text: &str) {
        let stored = self.read(edited);
        self.set_aside(edited, &stored, text);
        self.keep(edited, text);
    }

    pub(super) fn forget(self, edited: Option<Seq>) {
        self.draft(edited).keep("");
    }

    /// What another tab has written since, which is to take the place of what is `typed` here.
    pub(super) fn follow(self, edited: Option<Seq>, typed: &str) -> Option<String> {
        let (known, newest) = (self.known.get_value(), self.draft(edited).read());
        if newest == known {
            return None;
        }
        if self.draft(edited).forget_unstored() || typed != known {
            self.set_aside(edited, typed, &newest);
        }
        self.known.set_value(newest.clone());
        Some(newest)
    }

    pub(super) fn has_replaced(self) -> bool {
        self.replaced.with(|text| !text.is_empty())
    }

    /// What was set aside, with which `typed` changes places.
    pub(super) fn take_back(self, edited: Option<Seq>, typed: &str) -> String {
        let text = self.replaced.get_untracked();
        self.show(edited, typed);
        self.keep(edited, &text);
        text
    }

    pub(super) fn discard(self) {
        self.show(self.replaced_of.get_value(), "");
    }

    /// Nothing that is part of the newer words is lost by them.
    fn set_aside(self, edited: Option<Seq>, text: &str, newer: &str) {
        let text = text.trim();
        if !text.is_empty() && !newer.contains(text) {
            self.show(edited, text);
        }
    }

    fn show(self, edited: Option<Seq>, text: &str) {
        self.draft(edited).keep_replaced(text);
        self.replaced_of.set_value(edited);
        self.replaced.set(text.to_owned());
    }
}
