//! Announces the messages of a conversation in the order of their `seq`.
//!
//! Sends run at the same time. The store commits one after the other, but the one with the later
//! `seq` may be the first to go on from there. Whoever is about to store takes a ticket. A stored message is
//! announced when the one before it was, or when every ticket is back that was out while it was
//! stored: nothing earlier can come any more.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use charla::{ConversationId, Seq};

/// Holds back items of type `T`; a conversation is known only while tickets are out.
#[derive(Debug)]
pub struct Sequence<T> {
    lines: Mutex<HashMap<ConversationId, Line<T>>>,
}

#[derive(Debug)]
struct Line<T> {
    last_ticket: u64,
    out: BTreeSet<u64>,
    announced: Option<Seq>,
    held: BTreeMap<Seq, Held<T>>,
}

/// `after` is the last ticket given when it came back.
#[derive(Debug)]
struct Held<T> {
    after: u64,
    item: T,
}

/// Taken before storing. Dropped without a message, it holds nobody back any longer.
#[derive(Debug)]
pub struct Ticket<T, F: Fn(T)> {
    sequence: Arc<Sequence<T>>,
    conversation: ConversationId,
    /// `None` once it was given back.
    number: Option<u64>,
    announce: F,
}

impl<T> Default for Sequence<T> {
    fn default() -> Self {
        Self { lines: Mutex::default() }
    }
}

impl<T> Sequence<T> {
    /// `announce` is called for this item or for those that waited for it, in order.
    pub fn ticket<F: Fn(T)>(self: &Arc<Self>, conversation: ConversationId, announce: F) -> Ticket<T, F> {
        let mut lines = self.lock();
        let line = lines.entry(conversation).or_insert_with(|| Line {
            last_ticket: 0,
            out: BTreeSet::new(),
            announced: None,
            held: BTreeMap::new(),
        });
        line.last_ticket += 1;
        let number = line.last_ticket;
        line.out.insert(number);
        Ticket { sequence: self.clone(), conversation, number: Some(number), announce }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConversationId, Line<T>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lock is held while announcing: that is what keeps the order.
    fn give_back(&self, conversation: ConversationId, number: u64, stored: Option<(Seq, T)>, announce: &impl Fn(T)) {
        let mut lines = self.lock();
        let Some(line) = lines.get_mut(&conversation) else { return };
        line.out.remove(&number);
        if let Some((seq, item)) = stored {
            line.held.insert(seq, Held { after: line.last_ticket, item });
        }
        while let Some(item) = line.next() {
            announce(item);
        }
        if line.out.is_empty() {
            lines.remove(&conversation);
        }
    }
}

impl<T> Line<T> {
    /// The first of those held, if nothing earlier can come: it follows the last one, or one of
    /// those held (they are all later) has nobody left to wait for.
    fn next(&mut self) -> Option<T> {
        let waits = self.out.first().is_some_and(|oldest| self.held.values().all(|held| *oldest <= held.after));
        let first = self.held.first_entry()?;
        let follows = self.announced.is_some_and(|announced| announced.next() == *first.key());
        if waits && !follows {
            return None;
        }
        let (seq, held) = first.remove_entry();
        self.announced = Some(seq);
        Some(held.item)
    }
}

impl<T, F: Fn(T)> Ticket<T, F> {
    /// The item was stored as `seq`.
    pub fn stored(mut self, seq: Seq, item: T) {
        self.give_back(Some((seq, item)));
    }

    fn give_back(&mut self, stored: Option<(Seq, T)>) {
        if let Some(number) = self.number.take() {
            self.sequence.give_back(self.conversation, number, stored, &self.announce);
        }
    }
}

impl<T, F: Fn(T)> Drop for Ticket<T, F> {
    fn drop(&mut self) {
        self.give_back(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ConversationId = ConversationId(1);

    #[test]
    fn what_comes_back_in_another_order_is_announced_by_seq() {
        let sequence = Arc::new(Sequence::default());
        let said = Mutex::new(Vec::new());
        let announce = |item: i64| said.lock().expect("no panic").push(item);
        let [first, second, third] = [(); 3].map(|()| sequence.ticket(HERE, announce));

        third.stored(Seq(12), 12);
        first.stored(Seq(11), 11);
        assert_eq!(*said.lock().expect("no panic"), [0_i64; 0], "the second may still be 10");

        let fourth = sequence.ticket(HERE, announce);
        second.stored(Seq(10), 10);
        assert_eq!(*said.lock().expect("no panic"), [10, 11, 12]);
        fourth.stored(Seq(13), 13);
        assert_eq!(*said.lock().expect("no panic"), [10, 11, 12, 13]);
        assert!(sequence.lock().is_empty(), "nothing is remembered");
    }

    #[test]
    fn a_send_that_fails_or_starts_later_holds_nobody_back() {
        let sequence = Arc::new(Sequence::default());
        let said = Mutex::new(Vec::new());
        let announce = |item: i64| said.lock().expect("no panic").push(item);
        let fails = sequence.ticket(HERE, announce);
        let waits = sequence.ticket(HERE, announce);

        waits.stored(Seq(5), 5);
        let later = sequence.ticket(HERE, announce);
        drop(fails);
        assert_eq!(*said.lock().expect("no panic"), [5]);
        later.stored(Seq(6), 6);
        assert_eq!(*said.lock().expect("no panic"), [5, 6]);
    }

    #[test]
    fn who_follows_directly_need_not_wait() {
        let sequence = Arc::new(Sequence::default());
        let said = Mutex::new(Vec::new());
        let announce = |item: i64| said.lock().expect("no panic").push(item);
        let [fails, first] = [(); 2].map(|()| sequence.ticket(HERE, announce));
        first.stored(Seq(1), 1);
        let slow = sequence.ticket(HERE, announce);
        assert_eq!(*said.lock().expect("no panic"), [0_i64; 0]);
        drop(fails);
        assert_eq!(*said.lock().expect("no panic"), [1]);

        sequence.ticket(HERE, announce).stored(Seq(2), 2);
        assert_eq!(*said.lock().expect("no panic"), [1, 2], "what is slow can only be later");
        slow.stored(Seq(3), 3);
        assert_eq!(*said.lock().expect("no panic"), [1, 2, 3]);
    }
}
