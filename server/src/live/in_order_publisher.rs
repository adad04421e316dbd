//! Publishes the messages of a conversation in the order of their `seq`.
//!
//! Sends run concurrently. The store commits them one after the other, but the task of a later `seq` may be the first to
//! continue after its commit. Each send therefore takes a ticket before it stores its message. A stored message is
//! published once the message before it was published, or once every ticket has been returned that was outstanding
//! when the message was stored: no earlier message can follow then.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use charla::{ConversationId, Seq};

/// Holds back items of type `T`. A conversation takes memory only while tickets of it are outstanding.
#[derive(Debug)]
pub struct InOrderPublisher<T> {
    queues: Mutex<HashMap<ConversationId, Queue<T>>>,
}

/// The messages of one conversation.
#[derive(Debug)]
struct Queue<T> {
    last_ticket: u64,
    outstanding: BTreeSet<u64>,
    published: Option<Seq>,
    held: BTreeMap<Seq, Held<T>>,
}

/// `after` is the last ticket that had been issued when this item was stored.
#[derive(Debug)]
struct Held<T> {
    after: u64,
    item: T,
}

/// Taken before storing. A ticket that is dropped without a message no longer holds back others.
#[derive(Debug)]
pub struct Ticket<T, F: Fn(T)> {
    publisher: Arc<InOrderPublisher<T>>,
    conversation: ConversationId,
    /// `None` once the ticket was returned.
    number: Option<u64>,
    publish: F,
}

impl<T> Default for InOrderPublisher<T> {
    fn default() -> Self {
        Self { queues: Mutex::default() }
    }
}

impl<T> InOrderPublisher<T> {
    /// Issues a ticket. `publish` is called, in order, for the item of this ticket and for items that waited for the ticket.
    pub fn ticket<F: Fn(T)>(self: &Arc<Self>, conversation: ConversationId, publish: F) -> Ticket<T, F> {
        let mut queues = self.lock();
        let queue = queues.entry(conversation).or_insert_with(|| Queue {
            last_ticket: 0,
            outstanding: BTreeSet::new(),
            published: None,
            held: BTreeMap::new(),
        });
        queue.last_ticket += 1;
        let number = queue.last_ticket;
        queue.outstanding.insert(number);
        Ticket { publisher: self.clone(), conversation, number: Some(number), publish }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConversationId, Queue<T>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a ticket, and publishes what it held back. The lock is held while publishing, so that another ticket cannot
    /// publish in between.
    fn return_ticket(&self, conversation: ConversationId, number: u64, stored: Option<(Seq, T)>, publish: &impl Fn(T)) {
        let mut queues = self.lock();
        let Some(queue) = queues.get_mut(&conversation) else { return };
        queue.outstanding.remove(&number);
        if let Some((seq, item)) = stored {
            queue.held.insert(seq, Held { after: queue.last_ticket, item });
        }
        while let Some(item) = queue.next() {
            publish(item);
        }
        if queue.outstanding.is_empty() {
            queues.remove(&conversation);
        }
    }
}

impl<T> Queue<T> {
    /// Returns the first held item, if no earlier one can follow: either it comes directly after the last published one, or
    /// a held item (all are later) has no outstanding ticket left to wait for.
    fn next(&mut self) -> Option<T> {
        let waits = self.outstanding.first().is_some_and(|oldest| self.held.values().all(|held| *oldest <= held.after));
        let first = self.held.first_entry()?;
        let follows = self.published.is_some_and(|published| published.next() == *first.key());
        if waits && !follows {
            return None;
        }
        let (seq, held) = first.remove_entry();
        self.published = Some(seq);
        Some(held.item)
    }
}

impl<T, F: Fn(T)> Ticket<T, F> {
    /// Publishes the item, which was stored as `seq`, as soon as its turn has come.
    pub fn stored(mut self, seq: Seq, item: T) {
        self.return_once(Some((seq, item)));
    }

    fn return_once(&mut self, stored: Option<(Seq, T)>) {
        if let Some(number) = self.number.take() {
            self.publisher.return_ticket(self.conversation, number, stored, &self.publish);
        }
    }
}

impl<T, F: Fn(T)> Drop for Ticket<T, F> {
    fn drop(&mut self) {
        self.return_once(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONVERSATION: ConversationId = ConversationId(1);

    #[test]
    fn messages_stored_in_another_order_are_published_by_seq() {
        let publisher = Arc::new(InOrderPublisher::default());
        let published = Mutex::new(Vec::new());
        let publish = |item: i64| published.lock().expect("no panic").push(item);
        let [first, second, third] = [(); 3].map(|()| publisher.ticket(CONVERSATION, publish));

        third.stored(Seq(12), 12);
        first.stored(Seq(11), 11);
        assert_eq!(*published.lock().expect("no panic"), [0_i64; 0], "the second may still be 10");

        let fourth = publisher.ticket(CONVERSATION, publish);
        second.stored(Seq(10), 10);
        assert_eq!(*published.lock().expect("no panic"), [10, 11, 12]);
        fourth.stored(Seq(13), 13);
        assert_eq!(*published.lock().expect("no panic"), [10, 11, 12, 13]);
        assert!(publisher.lock().is_empty(), "no conversation is kept");
    }

    #[test]
    fn a_send_that_fails_or_starts_later_holds_nobody_back() {
        let publisher = Arc::new(InOrderPublisher::default());
        let published = Mutex::new(Vec::new());
        let publish = |item: i64| published.lock().expect("no panic").push(item);
        let fails = publisher.ticket(CONVERSATION, publish);
        let waits = publisher.ticket(CONVERSATION, publish);

        waits.stored(Seq(5), 5);
        let later = publisher.ticket(CONVERSATION, publish);
        drop(fails);
        assert_eq!(*published.lock().expect("no panic"), [5]);
        later.stored(Seq(6), 6);
        assert_eq!(*published.lock().expect("no panic"), [5, 6]);
    }

    #[test]
    fn the_message_after_the_last_published_one_need_not_wait() {
        let publisher = Arc::new(InOrderPublisher::default());
        let published = Mutex::new(Vec::new());
        let publish = |item: i64| published.lock().expect("no panic").push(item);
        let [fails, first] = [(); 2].map(|()| publisher.ticket(CONVERSATION, publish));
        first.stored(Seq(1), 1);
        let slow = publisher.ticket(CONVERSATION, publish);
        assert_eq!(*published.lock().expect("no panic"), [0_i64; 0]);
        drop(fails);
        assert_eq!(*published.lock().expect("no panic"), [1]);

        publisher.ticket(CONVERSATION, publish).stored(Seq(2), 2);
        assert_eq!(*published.lock().expect("no panic"), [1, 2], "the slow one can only be later");
        slow.stored(Seq(3), 3);
        assert_eq!(*published.lock().expect("no panic"), [1, 2, 3]);
    }
}
