//! The messages of one conversation: a pure fold of pages, acknowledgements and live events. Duplicate, late and
//! reordered input leads to the same list.

mod changing;
mod pending;

use litemap::LiteMap;

use crate::{ClientId, Conversation, ConversationId, Message, Page, Quote, Revision, Seq, ServerEvent, UserId};

use changing::newer;
pub use pending::{Delivery, Pending, Receipt};

/// Stored messages in the order of `seq`, then the user's own unacknowledged messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    conversation: ConversationId,
    me: UserId,
    stored: LiteMap<Seq, Message>,
    pending: Vec<Pending>,
    cursors: LiteMap<UserId, Seq>,
    /// All changes up to and including this revision are applied.
    revision: Revision,
    /// The newest known state of changed messages that are not held: a page that brings them may be older than the
    /// change.
    apart: LiteMap<Seq, Message>,
    needs_resync: bool,
}

impl Timeline {
    pub fn new(me: UserId, conversation: &Conversation, page: Page<Message>) -> Self {
        let mut timeline = Self {
            conversation: conversation.id,
            me,
            stored: LiteMap::new(),
            pending: Vec::new(),
            cursors: LiteMap::new(),
            revision: conversation.revision,
            apart: LiteMap::new(),
            needs_resync: false,
        };
        for cursor in &conversation.read_cursors {
            timeline.read(cursor.user, cursor.read_seq);
        }
        timeline.add_page(page);
        timeline
    }

    pub const fn conversation(&self) -> ConversationId {
        self.conversation
    }

    pub fn add_page(&mut self, page: Page<Message>) {
        for message in page.results {
            self.insert(message);
        }
    }

    /// Returns a timeline of another part of the conversation, with the same read cursors and known changes.
    pub fn elsewhere(&self, page: Page<Message>) -> Self {
        let mut elsewhere = Self { stored: LiteMap::new(), pending: Vec::new(), ..self.clone() };
        elsewhere.remember_changes(self.stored.clone());
        elsewhere.add_page(page);
        elsewhere
    }

    /// Drops all stored messages except the `count` oldest.
    pub fn keep_oldest(&mut self, count: usize) {
        if count < self.stored.len() {
            let gone = self.split_off(count);
            self.remember_changes(gone);
        }
    }

    /// Drops all stored messages except the `count` newest.
    pub fn keep_newest(&mut self, count: usize) {
        let Some(surplus) = self.stored.len().checked_sub(count) else { return };
        let kept = self.split_off(surplus);
        let gone = std::mem::replace(&mut self.stored, kept);
        self.remember_changes(gone);
    }

    /// Removes and returns the stored messages after the first `count`.
    fn split_off(&mut self, count: usize) -> LiteMap<Seq, Message> {
        let mut kept = std::mem::take(&mut self.stored).into_tuple_vec();
        let split_off = kept.split_off(count);
        self.stored = LiteMap::from_sorted_store_unchecked(kept);
        LiteMap::from_sorted_store_unchecked(split_off)
    }

    /// Replaces the stored messages by this page, fetched together with its conversation. Used when too many messages
    /// are missing, or after a [resync](Self::needs_resync). Pending messages stay.
    pub fn restart(&mut self, conversation: &Conversation, page: Page<Message>) {
        let held = std::mem::take(&mut self.stored);
        if std::mem::take(&mut self.needs_resync) {
            self.cursors.clear();
            self.apart.clear();
            self.revision = conversation.revision;
        } else {
            self.remember_changes(held);
            // Pages fetched from now on contain all changes up to that revision, possibly in a newer state.
            self.apart.retain(|_, message| message.revision > conversation.revision);
            self.revision = self.revision.max(conversation.revision);
        }
        for cursor in &conversation.read_cursors {
            self.read(cursor.user, cursor.read_seq);
        }
        self.add_page(page);
    }

    /// Adds a stored message; it replaces the pending message with the same `client_id`.
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

    /// Adds or updates a pending message, unless it is already stored.
    pub fn put_pending(&mut self, pending: Pending) {
        if self.stored.values().any(|message| message.client_id == Some(pending.client_id)) {
            return;
        }
        match self.pending.binary_search_by_key(&pending.client_id, |held| held.client_id) {
            Ok(place) => self.pending[place] = pending,
            Err(place) => self.pending.insert(place, pending),
        }
    }

    /// Removes a pending message that the user deleted.
    pub fn discard(&mut self, client_id: ClientId) {
        self.pending.retain(|pending| pending.client_id != client_id);
    }

    /// Removes pending messages that are not `is_unsent`: they are stored, but not in the held part.
    pub fn keep_pending(&mut self, is_unsent: impl Fn(ClientId) -> bool) {
        self.pending.retain(|pending| is_unsent(pending.client_id));
    }

    /// Moves a member's read cursor forward; it never moves back.
    pub fn read(&mut self, user: UserId, read_seq: Seq) {
        let cursor = self.cursors.entry(user).or_default();
        *cursor = read_seq.max(*cursor);
    }

    /// Applies an event of this conversation; ignores others.
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

    /// Whether the server requested a reload, because the held state differs from the stored one.
    pub const fn needs_resync(&self) -> bool {
        self.needs_resync
    }

    /// Returns the number of held messages.
    pub fn len(&self) -> usize {
        self.stored.len()
    }

    pub fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    /// Whether this page overlaps or continues the held messages, so that adding it leaves no gap.
    pub fn adjoins(&self, page: &Page<Message>) -> bool {
        let seqs = || page.results.iter().map(|message| message.seq);
        match (seqs().min(), seqs().max()) {
            (Some(first), Some(last)) if !self.is_empty() => {
                last.next() >= self.oldest() && first <= self.newest().next()
            }
            _ => true,
        }
    }

    /// Returns the stored messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.stored.values()
    }

    /// Returns the unread messages of others, without deleted ones.
    pub fn unread(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.after_cursor().filter(|message| !message.is_deleted())
    }

    /// Returns the newest message of others after the user's read cursor, deleted or not.
    pub fn newest_unseen(&self) -> Option<Seq> {
        self.after_cursor().next_back().map(|message| message.seq)
    }

    fn after_cursor(&self) -> impl DoubleEndedIterator<Item = &Message> {
        let read = self.read_seq_of(self.me);
        let first = self.stored.find_index(&read.next()).unwrap_or_else(|place| place);
        self.stored.as_slice()[first..]
            .iter()
            .map(|(_, message)| message)
            .filter(|message| message.sender_id != self.me)
    }

    /// Returns the pending messages in the order in which they were written, which is the order of their ids.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    pub fn find(&self, seq: Seq) -> Option<&Message> {
        self.stored.get(&seq)
    }

    /// Returns the oldest held `seq`, or [`Seq::START`] if there is none.
    pub fn oldest(&self) -> Seq {
        self.stored.first().map_or(Seq::START, |(seq, _)| *seq)
    }

    pub fn newest(&self) -> Seq {
        self.stored.last().map_or(Seq::START, |(seq, _)| *seq)
    }

    /// Whether the conversation has messages before the oldest one held.
    pub fn has_older(&self) -> bool {
        self.oldest() > Seq(1)
    }

    /// Returns the last held message without a gap before it. The client fetches the messages after it following a lost
    /// connection or a [gap](Self::has_gap).
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
    pub fn has_gap(&self) -> bool {
        !self.stored.is_empty()
            && self.newest().0 - self.oldest().0 >= i64::try_from(self.stored.len()).unwrap_or(i64::MAX)
    }

    pub fn receipt(&self, seq: Seq) -> Receipt {
        let read = self.cursors.iter().any(|(user, cursor)| *user != self.me && *cursor >= seq);
        if read { Receipt::Read } else { Receipt::Sent }
    }

    /// Returns the revision up to which all changes are applied.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// Returns the sum of all read cursors, like [`Conversation::reading`].
    pub fn reading(&self) -> i64 {
        self.cursors.values().map(|seq| seq.0).sum()
    }

    /// Returns the read cursor of `user`.
    pub fn read_seq_of(&self, user: UserId) -> Seq {
        self.cursors.get(&user).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
