//! The user's list of conversations: a pure fold of fetched pages and live events.

use litemap::LiteMap;

use crate::{
    ActivityCursor, Conversation, ConversationId, Filter, Message, ReadCursor, Revision, Seq, ServerEvent, Stats,
    UserId,
};

/// Conversations by latest activity. It may hold only a part of them; `stats` count all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    me: UserId,
    conversations: Vec<Conversation>,
    /// The held list is complete up to and including this position; some later conversations may be held, too.
    end: Option<ActivityCursor>,
    stats: Stats,
    /// Conversations whose held state differs from the stored one. The next fetched state replaces it.
    needs_replacement: LiteMap<ConversationId, ()>,
}

/// Whether the inbox could apply its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum InboxUpdate {
    Done,
    /// Something is missing: fetch the list and pass it to [`Inbox::refresh`].
    Stale,
}

impl Inbox {
    pub fn new(me: UserId, conversations: Vec<Conversation>, stats: Stats) -> Self {
        let end = conversations.iter().map(Conversation::activity).min();
        let mut inbox = Self { me, conversations, end, stats, needs_replacement: LiteMap::new() };
        inbox.sort();
        inbox
    }

    pub fn conversations(&self) -> &[Conversation] {
        &self.conversations
    }

    pub const fn stats(&self) -> Stats {
        self.stats
    }

    /// Returns the number of unread messages of all conversations except the muted ones. Muted conversations that are
    /// not held are counted, because their settings are unknown.
    pub fn unread_total(&self) -> u32 {
        let muted = self.conversations.iter().filter(|conversation| conversation.settings.is_muted);
        self.stats.unread_messages.saturating_sub(muted.map(|conversation| conversation.unread_count).sum())
    }

    pub fn find(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    /// Returns the position after which the list continues; `None` if all of it is held.
    pub fn end(&self) -> Option<ActivityCursor> {
        let is_whole = u32::try_from(self.conversations.len()).is_ok_and(|held| held >= self.stats.total_conversations);
        self.end.filter(|_| !is_whole)
    }

    /// Returns the held conversations that match `filter`. For `Everything` and `Current`, only those of the complete
    /// part, so that the shown list has no gap.
    pub fn listed(&self, filter: Filter) -> impl Iterator<Item = &Conversation> {
        let end = self.end().filter(|_| matches!(filter, Filter::Everything | Filter::Current));
        let all = self.conversations.iter().filter(move |held| end.is_none_or(|end| held.activity() >= end));
        all.filter(move |held| filter.admits(held))
    }

    /// Merges the first page of the list; held state wins if it is newer. A page without any held conversation replaces
    /// the list, because the conversations in between are unknown.
    pub fn refresh(&mut self, fresh: Vec<Conversation>, stats: Stats) -> InboxUpdate {
        if !fresh.iter().any(|conversation| self.find(conversation.id).is_some()) {
            *self = Self::new(self.me, fresh, stats);
            return InboxUpdate::Done;
        }
        self.stats = stats;
        for conversation in &fresh {
            let held = self.find(conversation.id).map_or(conversation.unread_count, |held| held.unread_count);
            self.count(conversation.unread_count, held);
        }
        let ids: Vec<_> = fresh.iter().map(|conversation| conversation.id).collect();
        let oldest = fresh.iter().map(Conversation::activity).min();
        // A held conversation that belongs on the page but is not on it is newer than the page: the totals do not count
        // it.
        let has_newer = self.conversations.iter().any(|held| !ids.contains(&held.id) && Some(held.activity()) > oldest);
        if self.add(fresh) == InboxUpdate::Done && !has_newer { InboxUpdate::Done } else { InboxUpdate::Stale }
    }

    /// Adds the page after [`Self::end`], which is empty at the end of the list. The totals count it already.
    pub fn extend(&mut self, more: Vec<Conversation>) -> InboxUpdate {
        self.end = more.iter().map(Conversation::activity).min();
        self.add(more)
    }

    /// Adds conversations from any part of the list. The totals count new ones already, and held ones with their held
    /// count.
    pub fn add(&mut self, some: Vec<Conversation>) -> InboxUpdate {
        let mut update = InboxUpdate::Done;
        for conversation in some {
            let Some(held) = self.conversations.iter_mut().find(|held| held.id == conversation.id) else {
                self.conversations.push(conversation);
                continue;
            };
            let counted = held.unread_count;
            if self.needs_replacement.remove(&held.id).is_some() {
                self.end = self.end.min(Some(conversation.activity()));
                *held = conversation;
            } else if merge(held, conversation, self.me) == InboxUpdate::Stale {
                update = InboxUpdate::Stale;
            }
            let now = held.unread_count;
            self.count(counted, now);
        }
        self.sort();
        update
    }

    pub fn apply(&mut self, event: &ServerEvent) -> InboxUpdate {
        match event {
            ServerEvent::Ack { message, .. } | ServerEvent::Message { message } => self.message(message),
            ServerEvent::Read { conversation, user, read_seq, unread } => {
                let Some(held) = self.conversations.iter_mut().find(|held| held.id == *conversation) else {
                    // Only the user's own reading changes the user's totals.
                    return if unread.is_some() { InboxUpdate::Stale } else { InboxUpdate::Done };
                };
                if *read_seq <= held.read_seq_of(*user) {
                    return InboxUpdate::Done;
                }
                let Some(unread) = unread else {
                    set_cursor(held, *user, *read_seq);
                    return InboxUpdate::Done;
                };
                // Another revision means that one count includes messages which the other knows to be deleted. If
                // everything is read, both are zero.
                let counts_the_same = unread.last_seq == held.last_seq()
                    && (unread.revision == held.revision || *read_seq >= unread.last_seq);
                if !counts_the_same {
                    // Cursor and count change together: with a new cursor, an older list would seem to confirm the old
                    // count.
                    return InboxUpdate::Stale;
                }
                set_cursor(held, *user, *read_seq);
                let counted = std::mem::replace(&mut held.unread_count, unread.count);
                self.count(counted, unread.count);
                InboxUpdate::Done
            }
            ServerEvent::Changed { message, after } => self.changed(message, *after),
            ServerEvent::SettingsChanged { conversation, settings } => {
                if let Some(held) = self.conversations.iter_mut().find(|held| held.id == *conversation)
                    && settings.revision >= held.settings.revision
                {
                    held.settings = settings.with_newest(held.last_seq());
                }
                InboxUpdate::Done
            }
            ServerEvent::Conversation { conversation } => {
                if self.find(conversation.id).is_some() {
                    return InboxUpdate::Done;
                }
                self.stats.total_conversations += 1;
                self.stats.unread_messages += conversation.unread_count;
                self.add(vec![conversation.clone()])
            }
            ServerEvent::Resumed { stats } if *stats == self.stats => InboxUpdate::Done,
            ServerEvent::Resync { conversation } => {
                self.needs_replacement.insert(*conversation, ());
                InboxUpdate::Stale
            }
            ServerEvent::Resumed { .. } => InboxUpdate::Stale,
            ServerEvent::Ready { .. }
            | ServerEvent::Present { .. }
            | ServerEvent::Presence { .. }
            | ServerEvent::Typing { .. }
            | ServerEvent::Pong
            | ServerEvent::Reconnect { .. }
            | ServerEvent::Error { .. } => InboxUpdate::Done,
        }
    }

    fn message(&mut self, message: &Message) -> InboxUpdate {
        let me = self.me;
        let Some(held) = self.conversations.iter_mut().find(|held| held.id == message.conversation_id) else {
            return InboxUpdate::Stale;
        };
        if message.seq <= held.last_seq() {
            return InboxUpdate::Done;
        }
        if message.seq != held.last_seq().next() {
            return InboxUpdate::Stale;
        }
        // A message that is already deleted is counted until its deletion arrives, unless the held revision includes
        // it.
        let is_known_deletion = message.is_deleted() && message.revision <= held.revision;
        if message.sender_id != me && message.seq > held.read_seq_of(me) && !is_known_deletion {
            held.unread_count += 1;
            self.stats.unread_messages += 1;
        }
        held.settings = held.settings.with_newest(message.seq);
        held.last_message = Some(message.clone());
        self.sort();
        InboxUpdate::Done
    }

    /// Applies a changed message. The conversation has no other change between `after` and the message's revision. The
    /// unread count belongs to `held.revision`, so a deletion is counted when that revision moves past it.
    fn changed(&mut self, message: &Message, after: Revision) -> InboxUpdate {
        let removes_unread = message.is_deleted() && message.sender_id != self.me;
        let Some(held) = self.conversations.iter_mut().find(|held| held.id == message.conversation_id) else {
            // The totals may have counted the message.
            return if removes_unread { InboxUpdate::Stale } else { InboxUpdate::Done };
        };
        // The message itself has not arrived yet.
        if message.seq > held.last_seq() {
            return InboxUpdate::Stale;
        }
        keep_newer(&mut held.last_message, Some(message.clone()));
        if message.revision <= held.revision {
            return InboxUpdate::Done;
        }
        let removes_unread = removes_unread && message.seq > held.read_seq_of(self.me);
        if after > held.revision {
            return if removes_unread { InboxUpdate::Stale } else { InboxUpdate::Done };
        }
        held.revision = message.revision;
        if removes_unread {
            let counted = held.unread_count;
            held.unread_count = counted.saturating_sub(1);
            let now = held.unread_count;
            self.count(counted, now);
        }
        InboxUpdate::Done
    }

    /// Replaces the unread count `before` of a conversation by `now` in the totals.
    fn count(&mut self, before: u32, now: u32) {
        self.stats.unread_messages = (self.stats.unread_messages + now).saturating_sub(before);
    }

    fn sort(&mut self) {
        self.conversations.sort_by_key(|conversation| std::cmp::Reverse(conversation.activity()));
    }
}

/// Merges two states of one conversation: keeps the later one, and the furthest read cursor of every other member.
/// `Stale` if neither is later, because then the unread count is unknown.
fn merge(held: &mut Conversation, fresh: Conversation, me: UserId) -> InboxUpdate {
    let moment =
        |conversation: &Conversation| (conversation.last_seq(), conversation.read_seq_of(me), conversation.revision);
    let ((held_last, held_read, held_revision), (fresh_last, fresh_read, fresh_revision)) =
        (moment(held), moment(&fresh));
    let is_newer = fresh_last >= held_last && fresh_read >= held_read && fresh_revision >= held_revision;
    let is_older = fresh_last <= held_last && fresh_read <= held_read && fresh_revision <= held_revision;
    let other = if is_newer { std::mem::replace(held, fresh) } else { fresh };
    // Settings that are shown but not stored yet stay.
    let settings =
        if is_newer { other.settings.or_later(held.settings) } else { held.settings.or_later(other.settings) };
    held.settings = settings.with_newest(held.last_seq());
    keep_newer(&mut held.last_message, other.last_message);
    for cursor in other.read_cursors {
        if cursor.user != me && cursor.read_seq > held.read_seq_of(cursor.user) {
            set_cursor(held, cursor.user, cursor.read_seq);
        }
    }
    if is_newer || is_older { InboxUpdate::Done } else { InboxUpdate::Stale }
}

/// Keeps the later of two states of one message.
fn keep_newer(held: &mut Option<Message>, other: Option<Message>) {
    if let (Some(held), Some(other)) = (held, other)
        && held.id == other.id
        && held.revision < other.revision
    {
        *held = other;
    }
}

fn set_cursor(conversation: &mut Conversation, user: UserId, read_seq: Seq) {
    match conversation.read_cursors.iter_mut().find(|cursor| cursor.user == user) {
        Some(cursor) => cursor.read_seq = read_seq,
        None => conversation.read_cursors.push(ReadCursor { user, read_seq }),
    }
}

#[cfg(test)]
mod tests;
