//! One conversation as a person sees it: a pure fold of pages, acknowledgements and live events.
//! Whatever comes twice, late or in another order, the same list results.

mod changing;
mod pending;

use std::collections::BTreeMap;

use crate::{ClientId, Conversation, ConversationId, Message, Page, Quote, Revision, Seq, ServerEvent, UserId};

use changing::newer;
pub use pending::{Delivery, Pending, Receipt};

/// Stored messages in the order of `seq`, then one's own that are not acknowledged yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    conversation: ConversationId,
    me: UserId,
    stored: BTreeMap<Seq, Message>,
    pending: Vec<Pending>,
    cursors: BTreeMap<UserId, Seq>,
    /// Every change up to this one is in what is held.
    revision: Revision,
    /// Changed ones that are not held: the page that brings them may have been made before.
    apart: BTreeMap<Seq, Message>,
    needs_resync: bool,
}

impl Timeline {
    #[must_use]
    pub fn new(me: UserId, conversation: &Conversation, page: Page<Message>) -> Self {
        let mut timeline = Self {
            conversation: conversation.id,
            me,
            stored: BTreeMap::new(),
            pending: Vec::new(),
            cursors: BTreeMap::new(),
            revision: conversation.revision,
            apart: BTreeMap::new(),
            needs_resync: false,
        };
        for cursor in &conversation.read_cursors {
            timeline.read(cursor.user, cursor.read_seq);
        }
        timeline.add_page(page);
        timeline
    }

    #[must_use]
    pub const fn conversation(&self) -> ConversationId {
        self.conversation
    }

    pub fn add_page(&mut self, page: Page<Message>) {
        for message in page.results {
            self.insert(message);
        }
    }

    /// Another part of the same conversation, with what is known of its readers and changes.
    #[must_use]
    pub fn elsewhere(&self, page: Page<Message>) -> Self {
        let mut elsewhere = Self { stored: BTreeMap::new(), pending: Vec::new(), ..self.clone() };
        elsewhere.set_apart(self.stored.clone());
        elsewhere.add_page(page);
        elsewhere
    }

    /// Forgets all but so many of the oldest.
    pub fn keep_oldest(&mut self, count: usize) {
        if let Some(first_gone) = self.stored.keys().nth(count).copied() {
            let gone = self.stored.split_off(&first_gone);
            self.set_apart(gone);
        }
    }

    /// Forgets all but so many of the newest.
    pub fn keep_newest(&mut self, count: usize) {
        let Some(surplus) = self.stored.len().checked_sub(count) else { return };
        let Some(first_kept) = self.stored.keys().nth(surplus).copied() else { return };
        let kept = self.stored.split_off(&first_kept);
        let gone = std::mem::replace(&mut self.stored, kept);
        self.set_apart(gone);
    }

    /// Begins anew from this page, fetched together with its conversation, where too much is missing before it, or what is held
    /// [is doubtful](Self::needs_resync). What is pending stays.
    pub fn restart(&mut self, conversation: &Conversation, page: Page<Message>) {
        let held = std::mem::take(&mut self.stored);
        if std::mem::take(&mut self.needs_resync) {
            self.cursors.clear();
            self.apart.clear();
            self.revision = conversation.revision;
        } else {
            self.set_apart(held);
            // What changed up to then is in whatever is fetched from now on, and may have changed again since it was told.
            self.apart.retain(|_, message| message.revision > conversation.revision);
            self.revision = self.revision.max(conversation.revision);
        }
        for cursor in &conversation.read_cursors {
            self.read(cursor.user, cursor.read_seq);
        }
        self.add_page(page);
    }

    /// A stored message, from wherever. Takes the place of the pending one it acknowledges.
    pub fn insert(&mut self, message: Message) {
        if message.conversation_id != self.conversation {
            return;
        }
        if message.sender_id == self.me {
            self.pending.retain(|pending| Some(pending.client_id) != message.client_id);
        }
        let seq = message.seq;
        let held = [self.stored.remove(&seq), self.apart.get(&seq).cloned()].into_iter().flatten();
        let mut newest = held.fold(message, newer);
        if let Some(quoted) = newest.reply_to.as_ref().and_then(|quote| self.known(quote.seq)) {
            newest.reply_to = Some(Quote::of(quoted));
        }
        self.requote(&newest);
        self.stored.insert(seq, newest);
    }

    /// One's own that is not acknowledged, as it stands now. Where it is stored already, that holds.
    pub fn put_pending(&mut self, pending: Pending) {
        if self.stored.values().any(|message| message.client_id == Some(pending.client_id)) {
            return;
        }
        match self.pending.binary_search_by_key(&pending.client_id, |held| held.client_id) {
            Ok(place) => self.pending[place] = pending,
            Err(place) => self.pending.insert(place, pending),
        }
    }

    /// It was deleted.
    pub fn discard(&mut self, client_id: ClientId) {
        self.pending.retain(|pending| pending.client_id != client_id);
    }

    /// Of what is pending, only what `is_unsent` stays: the rest is stored, outside of what is held.
    pub fn keep_pending(&mut self, is_unsent: impl Fn(ClientId) -> bool) {
        self.pending.retain(|pending| is_unsent(pending.client_id));
    }

    /// A member has read up to here; a cursor never moves back.
    pub fn read(&mut self, user: UserId, read_seq: Seq) {
        let cursor = self.cursors.entry(user).or_default();
        *cursor = read_seq.max(*cursor);
    }

    /// Takes what concerns this conversation and passes over the rest.
    pub fn apply(&mut self, event: &ServerEvent) {
        match event {
            ServerEvent::Ack { message, .. } | ServerEvent::Message { message } => self.insert(message.clone()),
            ServerEvent::Read { conversation, user, read_seq, .. } if *conversation == self.conversation => {
                self.read(*user, *read_seq);
            }
            ServerEvent::Changed { message, after } if message.conversation_id == self.conversation => {
                self.change(message, *after);
            }
            ServerEvent::Resync { conversation } if *conversation == self.conversation => self.needs_resync = true,
            _ => {}
        }
    }

    /// Whether the server said that what is held is not what is stored: to be fetched anew.
    #[must_use]
    pub const fn needs_resync(&self) -> bool {
        self.needs_resync
    }

    /// How many are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stored.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    /// Whether this page continues what is held, or is part of it: no hole comes of adding it.
    #[must_use]
    pub fn adjoins(&self, page: &Page<Message>) -> bool {
        let seqs = || page.results.iter().map(|message| message.seq);
        match (seqs().min(), seqs().max()) {
            (Some(first), Some(last)) if !self.is_empty() => {
                last.next() >= self.oldest() && first <= self.newest().next()
            }
            _ => true,
        }
    }

    /// Oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.stored.values()
    }

    /// Those of others that one has not read; of a deleted one there is nothing to read.
    pub fn unread(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.after_cursor().filter(|message| !message.is_deleted())
    }

    /// The newest of others that one's cursor has not reached, deleted or not.
    #[must_use]
    pub fn newest_unseen(&self) -> Option<Seq> {
        self.after_cursor().next_back().map(|message| message.seq)
    }

    fn after_cursor(&self) -> impl DoubleEndedIterator<Item = &Message> {
        let read = self.read_seq_of(self.me);
        self.stored.range(read.next()..).map(|(_, message)| message).filter(|message| message.sender_id != self.me)
    }

    /// In the order in which they were written, which is that of their ids.
    #[must_use]
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    #[must_use]
    pub fn find(&self, seq: Seq) -> Option<&Message> {
        self.stored.get(&seq)
    }

    /// `Seq::START` where nothing is held.
    #[must_use]
    pub fn oldest(&self) -> Seq {
        self.stored.keys().next().copied().unwrap_or_default()
    }

    #[must_use]
    pub fn newest(&self) -> Seq {
        self.stored.keys().next_back().copied().unwrap_or_default()
    }

    /// Whether the conversation has messages before the oldest one held.
    #[must_use]
    pub fn has_older(&self) -> bool {
        self.oldest() > Seq(1)
    }

    /// The last message held without a hole before it: what follows is to be fetched from here,
    /// after a lost connection or where [`Self::has_gap`].
    #[must_use]
    pub fn cursor(&self) -> Seq {
        let mut cursor = match self.oldest() {
            Seq::START => return Seq::START,
            oldest => oldest,
        };
        while self.stored.contains_key(&cursor.next()) {
            cursor = cursor.next();
        }
        cursor
    }

    /// Whether a message between two held ones is missing.
    #[must_use]
    pub fn has_gap(&self) -> bool {
        !self.stored.is_empty()
            && self.newest().0 - self.oldest().0 >= i64::try_from(self.stored.len()).unwrap_or(i64::MAX)
    }

    #[must_use]
    pub fn receipt(&self, seq: Seq) -> Receipt {
        let read = self.cursors.iter().any(|(user, cursor)| *user != self.me && *cursor >= seq);
        if read { Receipt::Read } else { Receipt::Sent }
    }

    /// Up to which change everything is known.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// How much all members have read, together, as [`Conversation::reading`].
    #[must_use]
    pub fn reading(&self) -> i64 {
        self.cursors.values().map(|seq| seq.0).sum()
    }

    /// How far `user` has read.
    #[must_use]
    pub fn read_seq_of(&self, user: UserId) -> Seq {
        self.cursors.get(&user).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
