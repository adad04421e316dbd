//! The list of conversations as a person sees it: a pure fold of fetched lists and live events.

use crate::{Conversation, ConversationId, Message, ReadCursor, Seq, ServerEvent, Stats, UserId};

/// Latest activity first. It may hold only the first of many conversations; `stats` count all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    me: UserId,
    conversations: Vec<Conversation>,
    stats: Stats,
}

/// What the fold could do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Folded {
    Done,
    /// Something before it is missing: fetch the list and [`Inbox::merge`] it.
    Stale,
}

impl Inbox {
    #[must_use]
    pub fn new(me: UserId, conversations: Vec<Conversation>, stats: Stats) -> Self {
        let mut inbox = Self { me, conversations, stats };
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

    #[must_use]
    pub fn find(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    /// A list fetched now. What is held wins where it is newer.
    pub fn merge(&mut self, fresh: Vec<Conversation>, stats: Stats) {
        self.stats = stats;
        for conversation in fresh {
            match self.conversations.iter_mut().find(|held| held.id == conversation.id) {
                Some(held) => {
                    let counted = conversation.unread_count;
                    merge_one(held, conversation, self.me);
                    let unread = self.stats.unread_messages + held.unread_count;
                    self.stats.unread_messages = unread.saturating_sub(counted);
                }
                None => self.conversations.push(conversation),
            }
        }
        self.sort();
    }

    /// More of the list, further down.
    pub fn extend(&mut self, more: Vec<Conversation>) {
        self.merge(more, self.stats);
    }

    pub fn apply(&mut self, event: &ServerEvent) -> Folded {
        match event {
            ServerEvent::Ack { message, .. } | ServerEvent::Message { message } => self.message(message),
            ServerEvent::Read { conversation, user, read_seq, unread } => {
                let Some(held) = self.conversations.iter_mut().find(|held| held.id == *conversation) else {
                    return Folded::Stale;
                };
                if *read_seq <= held.read_seq_of(*user) {
                    return Folded::Done;
                }
                set_cursor(held, *user, *read_seq);
                match unread {
                    Some(unread) if unread.last_seq == held.last_seq() => {
                        self.stats.unread_messages =
                            (self.stats.unread_messages + unread.count).saturating_sub(held.unread_count);
                        held.unread_count = unread.count;
                        Folded::Done
                    }
                    Some(_) => Folded::Stale,
                    None => Folded::Done,
                }
            }
            ServerEvent::Conversation { conversation } => {
                if self.find(conversation.id).is_none() {
                    self.stats.total_conversations += 1;
                    self.stats.unread_messages += conversation.unread_count;
                }
                self.extend(vec![conversation.clone()]);
                Folded::Done
            }
            ServerEvent::Resumed { stats } if *stats == self.stats => Folded::Done,
            ServerEvent::Resync { .. } | ServerEvent::Resumed { .. } => Folded::Stale,
            ServerEvent::Ready { .. } | ServerEvent::Error { .. } => Folded::Done,
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
        if message.sender_id != me && message.seq > held.read_seq_of(me) {
            held.unread_count += 1;
            self.stats.unread_messages += 1;
        }
        held.last_message = Some(message.clone());
        self.sort();
        Folded::Done
    }

    fn sort(&mut self) {
        self.conversations.sort_by_key(|conversation| std::cmp::Reverse(conversation.activity()));
    }
}

fn merge_one(held: &mut Conversation, fresh: Conversation, me: UserId) {
    let newer = fresh.last_seq() >= held.last_seq() && fresh.read_seq_of(me) >= held.read_seq_of(me);
    let older = if newer { std::mem::replace(held, fresh) } else { fresh };
    for cursor in older.read_cursors {
        if cursor.read_seq > held.read_seq_of(cursor.user) {
            set_cursor(held, cursor.user, cursor.read_seq);
        }
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
