//! The queue of events for one socket, bounded in number and in bytes.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::mpsc;

use crate::live::event::Event;

/// A socket whose queue is full is closed: it does not hold up others, and its client resumes from its cursor.
pub const MAX_EVENTS: usize = 256;
const MAX_BYTES: usize = 256 * 1_024;

/// Ephemeral events are dropped while the queue is filled, in number or in bytes, to more than a half.
const EPHEMERAL_SHARE: usize = 2;

#[derive(Debug)]
pub(super) struct Sender {
    events: mpsc::Sender<Event>,
    bytes: Arc<AtomicUsize>,
}

#[derive(Debug)]
pub struct Queue {
    events: mpsc::Receiver<Event>,
    bytes: Arc<AtomicUsize>,
}

pub(super) fn queue() -> (Sender, Queue) {
    let (sender, events) = mpsc::channel(MAX_EVENTS);
    let bytes = Arc::<AtomicUsize>::default();
    (Sender { events: sender, bytes: bytes.clone() }, Queue { events, bytes })
}

impl Sender {
    /// Returns `false` if the queue is full, or its receiver is gone. The bytes are counted correctly only if one thread
    /// pushes at a time.
    pub(super) fn push(&self, event: Event) -> bool {
        let waiting = self.bytes.load(Ordering::Relaxed);
        let room = self.events.capacity();
        if event.is_ephemeral && (room < MAX_EVENTS / EPHEMERAL_SHARE || waiting > MAX_BYTES / EPHEMERAL_SHARE) {
            return true;
        }
        let size = event.frame.as_str().len();
        // An empty queue takes an event of any size.
        if waiting > 0 && waiting + size > MAX_BYTES {
            return false;
        }
        self.bytes.fetch_add(size, Ordering::Relaxed);
        self.events.try_send(event).is_ok()
    }
}

impl Queue {
    /// Waits for the next event; `None` once the sender is gone and the queue is empty.
    pub async fn next(&mut self) -> Option<Event> {
        let event = self.events.recv().await?;
        Some(self.uncount(event))
    }

    /// Returns the next event at once; `None` if the queue is empty.
    pub fn try_next(&mut self) -> Option<Event> {
        let event = self.events.try_recv().ok()?;
        Some(self.uncount(event))
    }

    fn uncount(&self, event: Event) -> Event {
        self.bytes.fetch_sub(event.frame.as_str().len(), Ordering::Relaxed);
        event
    }
}

#[cfg(test)]
mod tests {
    use charla::Seq;

    use super::*;
    use crate::live::frame::Frame;

    fn event(length: usize, is_ephemeral: bool) -> Event {
        Event { frame: Frame::json(&"x".repeat(length)), seq: Seq::START, is_ephemeral }
    }

    #[test]
    fn a_queue_is_limited_in_bytes_and_in_number() {
        let (sender, mut queue) = queue();
        assert!(sender.push(event(2 * MAX_BYTES, false)), "an empty queue takes it");
        assert!(!sender.push(event(1, false)));
        queue.try_next().expect("an event");
        assert_eq!(queue.bytes.load(Ordering::Relaxed), 0);
        for _ in 0..MAX_EVENTS {
            assert!(sender.push(event(100, false)));
        }
        assert!(!sender.push(event(1, false)));
    }

    #[test]
    fn ephemeral_events_are_dropped_first() {
        let (sender, mut queue) = queue();
        assert!(sender.push(event(1, true)));
        assert!(queue.try_next().is_some());
        for _ in 0..=MAX_EVENTS / EPHEMERAL_SHARE {
            assert!(sender.push(event(1, false)));
        }
        assert!(sender.push(event(1, true)), "the socket is not closed for it");
        let mut left = 0;
        while let Some(event) = queue.try_next() {
            assert!(!event.is_ephemeral);
            left += 1;
        }
        assert_eq!(left, MAX_EVENTS / EPHEMERAL_SHARE + 1);
        assert!(sender.push(event(MAX_BYTES / EPHEMERAL_SHARE + 1, false)));
        assert!(sender.push(event(1, true)));
        queue.try_next().expect("the long one");
        assert!(queue.try_next().is_none());
    }
}
