//! Messages that change after they were stored, held or not.

use std::collections::BTreeMap;

use super::Timeline;
use crate::{Message, Quote, Revision, Seq};

impl Timeline {
    /// A message is no longer as it was. Between the revision `after` and its own nothing else changed.
    pub(super) fn change(&mut self, message: &Message, after: Revision) {
        let is_news = message.revision > self.revision;
        if after <= self.revision {
            self.revision = self.revision.max(message.revision);
        }
        if self.stored.contains_key(&message.seq) {
            self.insert(message.clone());
        } else if is_news {
            // Otherwise it is known, or in whatever is fetched, where it may have changed again.
            let held = self.apart.remove(&message.seq).into_iter();
            let newest = held.fold(message.clone(), newer);
            self.requote(&newest);
            self.apart.insert(message.seq, newest);
        }
    }

    /// What quotes this message quotes it as it is now.
    pub(super) fn requote(&mut self, quoted: &Message) {
        if quoted.revision.is_start() {
            return;
        }
        let quotes = self.stored.values_mut().filter_map(|message| message.reply_to.as_mut());
        for quote in quotes.filter(|quote| quote.seq == quoted.seq) {
            *quote = Quote::of(quoted);
        }
    }

    pub(super) fn known(&self, seq: Seq) -> Option<&Message> {
        self.stored.get(&seq).or_else(|| self.apart.get(&seq))
    }

    /// They are held no more; how they were changed is remembered.
    pub(super) fn set_apart(&mut self, gone: BTreeMap<Seq, Message>) {
        self.apart.extend(gone.into_iter().filter(|(_, message)| !message.revision.is_start()));
    }
}

/// Of two states of one message the later one; of two messages the second, which is the one that is stored now.
pub(super) fn newer(fresh: Message, held: Message) -> Message {
    if held.id == fresh.id && held.revision > fresh.revision { held } else { fresh }
}
