//! The list of conversations as a person sees it: a pure fold of fetched lists and live events.

use std::collections::BTreeSet;

use crate::{
    ActivityCursor, Conversation, ConversationId, Filter, Message, ReadCursor, Revision, Seq, ServerEvent, Stats,
    UserId,
};

/// Latest activity first. It may hold only the first of many conversations; `stats` count all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    me: UserId,
    conversations: Vec<Conversation>,
    /// Before this one the list has no hole; after it some may be held all the same.
    end: Option<ActivityCursor>,
    stats: Stats,
    /// What is held of these is not what the server has: whatever is fetched next holds.
    doubtful: BTreeSet<ConversationId>,
}

/// What the fold could do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Folded {
    Done,
    /// Something before it is missing: fetch the list and [`Inbox::refresh`] this one.
    Stale,
}

impl Inbox {
    #[must_use]
    pub fn new(me: UserId, conversations: Vec<Conversation>, stats: Stats) -> Self {
        let end = conversations.iter().map(Conversation::activity).min();
        let mut inbox = Self { me, conversations, end, stats, doubtful: BTreeSet::new() };
        inbox.sort();
        inbox
    }

    #[must_use]
    pub fn conversations(&self) -> &[Conversation] {
        &self.conversations
    }

    #[must_use]
    pub const fn stats(&self) -> Stats {
        self.stats
    }

    /// Unread messages of all conversations that are not muted. A muted one that is not held is not known to be so.
    #[must_use]
    pub fn unread_total(&self) -> u32 {
        let muted = self.conversations.iter().filter(|conversation| conversation.settings.is_muted);
        self.stats.unread_messages.saturating_sub(muted.map(|conversation| conversation.unread_count).sum())
    }

    #[must_use]
    pub fn find(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    /// After which the list goes on; `None` where all of it is held.
    #[must_use]
    pub fn end(&self) -> Option<ActivityCursor> {
        let is_whole = u32::try_from(self.conversations.len()).is_ok_and(|held| held >= self.stats.total_conversations);
        self.end.filter(|_| !is_whole)
    }

    /// Of the list without hole, what `filter` admits; of others, all that are held.
    pub fn listed(&self, filter: Filter) -> impl Iterator<Item = &Conversation> {
        let end = self.end().filter(|_| matches!(filter, Filter::Everything | Filter::Current));
        let all = self.conversations.iter().filter(move |held| end.is_none_or(|end| held.activity() >= end));
        all.filter(move |held| filter.admits(held))
    }

    /// The first page of the list, fetched now. What is held wins where it is newer. A page that
    /// has nothing of what is held begins the list anew: what lies between is not known.
    pub fn refresh(&mut self, fresh: Vec<Conversation>, stats: Stats) -> Folded {
        if !fresh.iter().any(|conversation| self.find(conversation.id).is_some()) {
            *self = Self::new(self.me, fresh, stats);
            return Folded::Done;
        }
        self.stats = stats;
        for conversation in &fresh {
            let held = self.find(conversation.id).map_or(conversation.unread_count, |held| held.unread_count);
            self.count(conversation.unread_count, held);
        }
        let ids: Vec<_> = fresh.iter().map(|conversation| conversation.id).collect();
        let oldest = fresh.iter().map(Conversation::activity).min();
        // What is held and would have to be on the page came after it: its totals do not count it.
        let is_past = self.conversations.iter().any(|held| !ids.contains(&held.id) && Some(held.activity()) > oldest);
        if self.add(fresh) == Folded::Done && !is_past { Folded::Done } else { Folded::Stale }
    }

    /// More of the list, after [`Self::end`], nothing where it is at its end; the totals count it already.
    pub fn extend(&mut self, more: Vec<Conversation>) -> Folded {
        self.end = more.iter().map(Conversation::activity).min();
        self.add(more)
    }

    /// Some of the list, from anywhere; the totals count them already, those that are held as they are held.
    pub fn add(&mut self, some: Vec<Conversation>) -> Folded {
        let mut folded = Folded::Done;
        for conversation in some {
            let Some(held) = self.conversations.iter_mut().find(|held| held.id == conversation.id) else {
                self.conversations.push(conversation);
                continue;
            };
            let counted = held.unread_count;
            if self.doubtful.remove(&held.id) {
                self.end = self.end.min(Some(conversation.activity()));
                *held = conversation;
            } else if merge(held, conversation, self.me) == Folded::Stale {
                folded = Folded::Stale;
            }
            let now = held.unread_count;
            self.count(counted, now);
        }
        self.sort();
        folded
    }

    pub fn apply(&mut self, event: &ServerEvent) -> Folded {
        match event {
            ServerEvent::Ack { message, .. } | ServerEvent::Message { message } => self.message(message),
            ServerEvent::Read { conversation, user, read_seq, unread } => {
                let Some(held) = self.conversations.iter_mut().find(|held| held.id == *conversation) else {
                    // Only one's own reading changes one's own totals.
                    return if unread.is_some() { Folded::Stale } else { Folded::Done };
                };
                if *read_seq <= held.read_seq_of(*user) {
                    return Folded::Done;
                }
                let Some(unread) = unread else {
                    set_cursor(held, *user, *read_seq);
                    return Folded::Done;
                };
                // Messages that were deleted meanwhile are counted in one of them, and not in the other; where nothing is
                // left there is none of those.
                let counts_the_same = unread.last_seq == held.last_seq()
                    && (unread.revision == held.revision || *read_seq >= unread.last_seq);
                if !counts_the_same {
                    // The cursor stays with the count: otherwise an older list would seem to confirm the count.
                    return Folded::Stale;
                }
                set_cursor(held, *user, *read_seq);
                let counted = std::mem::replace(&mut held.unread_count, unread.count);
                self.count(counted, unread.count);
                Folded::Done
            }
            ServerEvent::Changed { message, after } => self.changed(message, *after),
            ServerEvent::SettingsChanged { conversation, settings } => {
                if let Some(held) = self.conversations.iter_mut().find(|held| held.id == *conversation)
                    && settings.revision >= held.settings.revision
                {
                    held.settings = settings.where_newest_is(held.last_seq());
                }
                Folded::Done
            }
            ServerEvent::Conversation { conversation } => {
                if self.find(conversation.id).is_some() {
                    return Folded::Done;
                }
                self.stats.total_conversations += 1;
                self.stats.unread_messages += conversation.unread_count;
                self.add(vec![conversation.clone()])
            }
            ServerEvent::Resumed { stats } if *stats == self.stats => Folded::Done,
            ServerEvent::Resync { conversation } => {
                self.doubtful.insert(*conversation);
                Folded::Stale
            }
            ServerEvent::Resumed { .. } => Folded::Stale,
            ServerEvent::Ready { .. }
            | ServerEvent::Present { .. }
            | ServerEvent::Presence { .. }
            | ServerEvent::Typing { .. }
            | ServerEvent::Pong
            | ServerEvent::Reconnect { .. }
            | ServerEvent::Error { .. } => Folded::Done,
        }
    }

    fn message(&mut self, message: &Message) -> Folded {
        let me = self.me;
        let Some(held) = self.conversations.iter_mut().find(|held| held.id == message.conversation_id) else {
            return Folded::Stale;
        };
        if message.seq <= held.last_seq() {
            return Folded::Done;
        }
        if message.seq != held.last_seq().next() {
            return Folded::Stale;
        }
        // Of one that is deleted by now that is told, too, unless what is held knows of it.
        let is_gone = message.is_deleted() && message.revision <= held.revision;
        if message.sender_id != me && message.seq > held.read_seq_of(me) && !is_gone {
            held.unread_count += 1;
            self.stats.unread_messages += 1;
        }
        held.settings = held.settings.where_newest_is(message.seq);
        held.last_message = Some(message.clone());
        self.sort();
        Folded::Done
    }

    /// Between the revision `after` and its own nothing else changed. The count is that of `held.revision`: a deletion
    /// is counted where that passes over it.
    fn changed(&mut self, message: &Message, after: Revision) -> Folded {
        let is_less = message.is_deleted() && message.sender_id != self.me;
        let Some(held) = self.conversations.iter_mut().find(|held| held.id == message.conversation_id) else {
            // The totals may have counted it.
            return if is_less { Folded::Stale } else { Folded::Done };
        };
        // The message itself may come later, as it was.
        if message.seq > held.last_seq() {
            return Folded::Stale;
        }
        keep_newer(&mut held.last_message, Some(message.clone()));
        if message.revision <= held.revision {
            return Folded::Done;
        }
        let is_less = is_less && message.seq > held.read_seq_of(self.me);
        if after > held.revision {
            return if is_less { Folded::Stale } else { Folded::Done };
        }
        held.revision = message.revision;
        if is_less {
            let counted = held.unread_count;
            held.unread_count = counted.saturating_sub(1);
            let now = held.unread_count;
            self.count(counted, now);
        }
        Folded::Done
    }

    /// So many of a conversation are unread now, instead of so many.
    fn count(&mut self, before: u32, now: u32) {
        self.stats.unread_messages = (self.stats.unread_messages + now).saturating_sub(before);
    }

    fn sort(&mut self) {
        self.conversations.sort_by_key(|conversation| std::cmp::Reverse(conversation.activity()));
    }
}

/// Of two moments of one conversation the later one stays, with the furthest cursors of others.
/// Where one has more messages and the other more reading, neither tells the unread count.
fn merge(held: &mut Conversation, fresh: Conversation, me: UserId) -> Folded {
    let moment =
        |conversation: &Conversation| (conversation.last_seq(), conversation.read_seq_of(me), conversation.revision);
    let ((held_last, held_read, held_revision), (fresh_last, fresh_read, fresh_revision)) =
        (moment(held), moment(&fresh));
    let is_newer = fresh_last >= held_last && fresh_read >= held_read && fresh_revision >= held_revision;
    let is_older = fresh_last <= held_last && fresh_read <= held_read && fresh_revision <= held_revision;
    let other = if is_newer { std::mem::replace(held, fresh) } else { fresh };
    // What shows already and is not stored yet stays.
    let settings =
        if is_newer { other.settings.or_later(held.settings) } else { held.settings.or_later(other.settings) };
    held.settings = settings.where_newest_is(held.last_seq());
    keep_newer(&mut held.last_message, other.last_message);
    for cursor in other.read_cursors {
        if cursor.user != me && cursor.read_seq > held.read_seq_of(cursor.user) {
            set_cursor(held, cursor.user, cursor.read_seq);
        }
    }
    if is_newer || is_older { Folded::Done } else { Folded::Stale }
}

/// Of two states of one message the later one.
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
