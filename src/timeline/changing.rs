//! Changes to stored messages, held or not.

use litemap::LiteMap;

use super::Timeline;
use crate::{Message, Quote, Revision, Seq};

impl Timeline {
    /// Applies a changed message. The conversation has no other change between the revision `after` and the message's
    /// own.
    pub(super) fn change(&mut self, message: &Message, after: Revision) {
        let is_new = message.revision > self.revision;
        if after <= self.revision {
            self.revision = self.revision.max(message.revision);
        }
        if self.stored.contains_key(&message.seq) {
            self.insert(message.clone());
        } else if is_new {
            // An older change is already included in every fetched page, possibly in a newer state.
            let held = self.apart.remove(&message.seq).into_iter();
            let newest = held.fold(message.clone(), newer);
            self.requote(&newest);
            self.apart.insert(message.seq, newest);
        }
    }

    /// Updates the quotes of this message to its current state.
    pub(super) fn requote(&mut self, quoted: &Message) {
        if quoted.revision.is_start() {
            return;
        }
        let quotes = self.stored.iter_mut().filter_map(|(_, message)| message.reply_to.as_mut());
        for quote in quotes.filter(|quote| quote.seq == quoted.seq) {
            *quote = Quote::of(quoted);
        }
    }

    pub(super) fn known(&self, seq: Seq) -> Option<&Message> {
        self.stored.get(&seq).or_else(|| self.apart.get(&seq))
    }

    /// Remembers the state of changed messages that are dropped.
    pub(super) fn remember_changes(&mut self, gone: LiteMap<Seq, Message>) {
        for (seq, message) in gone.into_tuple_vec() {
            if !message.revision.is_start() {
                self.apart.insert(seq, message);
            }
        }
    }
}

/// Returns the later state of one message. If the ids differ, the server's database was restored, and `fresh` is the
/// stored message.
pub(super) fn newer(fresh: Message, held: Message) -> Message {
    if held.id == fresh.id && held.revision > fresh.revision { held } else { fresh }
}
