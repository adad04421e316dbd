//! What waits for one socket: bounded in number and in size.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::mpsc;

use crate::live::event::Event;

/// Events that wait for one socket, and their bytes. One that falls further behind is closed: it resumes
/// from its cursor, and holds up nobody.
pub const EVENTS: usize = 256;
const BYTES: usize = 256 * 1_024;

/// Where more than this part of either waits, what is fleeting is not added.
const HALF: usize = 2;

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
    let (sender, events) = mpsc::channel(EVENTS);
    let bytes = Arc::<AtomicUsize>::default();
    (Sender { events: sender, bytes: bytes.clone() }, Queue { events, bytes })
}

impl Sender {
    /// `false` where it is full, or nobody takes from it any more. Only one thread adds at a time.
    pub(super) fn take(&self, event: Event) -> bool {
        let waiting = self.bytes.load(Ordering::Relaxed);
        let room = self.events.capacity();
        if event.is_fleeting && (room < EVENTS / HALF || waiting > BYTES / HALF) {
            return true;
        }
        let size = event.frame.as_str().len();
        // One alone always finds room, whatever its size.
        if waiting > 0 && waiting + size > BYTES {
            return false;
        }
        self.bytes.fetch_add(size, Ordering::Relaxed);
        self.events.try_send(event).is_ok()
    }
}

impl Queue {
    /// `None` when nothing will come any more.
    pub async fn next(&mut self) -> Option<Event> {
        let event = self.events.recv().await?;
        Some(self.taken(event))
    }

    /// `None` where nothing waits.
    pub fn waiting(&mut self) -> Option<Event> {
        let event = self.events.try_recv().ok()?;
        Some(self.taken(event))
    }

    fn taken(&self, event: Event) -> Event {
        self.bytes.fetch_sub(event.frame.as_str().len(), Ordering::Relaxed);
        event
    }
}

#[cfg(test)]
mod tests {
    use charla::Seq;

    use super::*;
    use crate::live::frame::Frame;

    fn event(length: usize, is_fleeting: bool) -> Event {
        Event { frame: Frame::json(&"x".repeat(length)), seq: Seq::START, is_fleeting }
    }

    #[test]
    fn a_few_long_events_fill_it_as_many_short_ones_do_and_room_comes_back() {
        let (sender, mut queue) = queue();
        assert!(sender.take(event(2 * BYTES, false)), "one alone finds room");
        assert!(!sender.take(event(1, false)));
        queue.waiting().expect("an event");
        assert_eq!(queue.bytes.load(Ordering::Relaxed), 0);
        for _ in 0..EVENTS {
            assert!(sender.take(event(100, false)));
        }
        assert!(!sender.take(event(1, false)));
    }

    #[test]
    fn what_is_fleeting_gives_way_first() {
        let (sender, mut queue) = queue();
        assert!(sender.take(event(1, true)));
        assert!(queue.waiting().is_some());
        for _ in 0..=EVENTS / HALF {
            assert!(sender.take(event(1, false)));
        }
        assert!(sender.take(event(1, true)), "the socket is not closed for it");
        let mut left = 0;
        while let Some(event) = queue.waiting() {
            assert!(!event.is_fleeting);
            left += 1;
        }
        assert_eq!(left, EVENTS / HALF + 1);
        assert!(sender.take(event(BYTES / HALF + 1, false)));
        assert!(sender.take(event(1, true)));
        queue.waiting().expect("the long one");
        assert!(queue.waiting().is_none());
    }
}
