//! What a connection is doing, as far as it decides which one is closed to make room.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use tokio::sync::Notify;

/// No complete head of a request has arrived, or the last answer is through: nothing is lost by closing it.
const IDLE: u8 = 0;
/// The head of a request has arrived, and its body not yet. Nothing is done by then, and it is closed where no connection
/// of its network is idle.
const RECEIVING: u8 = 5;
/// A request is being answered.
const SERVING: u8 = 1;
/// The answer is complete and not yet handed to the system.
const FLUSHING: u8 = 2;
/// Upgraded to a WebSocket.
const SOCKET: u8 = 3;
/// Being closed to make room: no request begins any more.
const EVICTED: u8 = 4;

#[derive(Debug, Default)]
pub(super) struct Activity {
    state: AtomicU8,
    /// The turn in which it became idle: the smaller, the longer ago.
    idle_since: AtomicU64,
    evicted: Notify,
}

impl Activity {
    /// Idle, as every connection is at first.
    pub(super) fn idle_since(turn: u64) -> Self {
        Self { idle_since: AtomicU64::new(turn), ..Self::default() }
    }

    /// The head of a request is complete. False where the connection is being closed.
    pub(super) fn receives(&self) -> bool {
        self.changes(|state| (state != EVICTED).then_some(RECEIVING))
    }

    /// The whole request is there. False where the connection is being closed.
    pub(super) fn begins(&self) -> bool {
        self.changes(|state| (state != EVICTED).then_some(SERVING))
    }

    /// The answer is complete, or nobody waits for it any more.
    pub(super) fn answered(&self) {
        self.changes(|state| matches!(state, RECEIVING | SERVING).then_some(FLUSHING));
    }

    /// The system has taken everything that was to be written.
    pub(super) fn flushed(&self, turn: impl FnOnce() -> u64) {
        if self.state.load(Ordering::Relaxed) == FLUSHING {
            self.idle_since.store(turn(), Ordering::Relaxed);
            self.changes(|state| (state == FLUSHING).then_some(IDLE));
        }
    }

    pub(super) fn becomes_socket(&self) {
        self.state.store(SOCKET, Ordering::Relaxed);
    }

    pub(super) fn is_socket(&self) -> bool {
        self.state.load(Ordering::Relaxed) == SOCKET
    }

    /// Where nothing is lost by closing it: whether a request is on its way, and since which turn none was answered.
    pub(super) fn idle(&self) -> Option<(bool, u64)> {
        let state = self.state.load(Ordering::Relaxed);
        is_idle(state).then(|| (state == RECEIVING, self.idle_since.load(Ordering::Relaxed)))
    }

    /// Closes it, unless a request has begun meanwhile.
    pub(super) fn evict(&self) -> bool {
        let evicted = self.changes(|state| is_idle(state).then_some(EVICTED));
        if evicted {
            self.evicted.notify_one();
        }
        evicted
    }

    pub(super) async fn evicted(&self) {
        self.evicted.notified().await;
    }

    fn changes(&self, next: impl Fn(u8) -> Option<u8>) -> bool {
        self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).is_ok()
    }
}

const fn is_idle(state: u8) -> bool {
    matches!(state, IDLE | RECEIVING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_has_begun_is_not_closed_and_a_closed_connection_begins_none() {
        let activity = Activity::idle_since(1);
        assert!(activity.begins());
        assert!(!activity.evict(), "it serves");
        activity.answered();
        assert!(!activity.evict(), "the answer is not yet through");
        activity.flushed(|| 2);
        assert_eq!(activity.idle(), Some((false, 2)));
        assert!(activity.evict());
        assert!(!activity.begins());
    }

    #[test]
    fn half_of_a_request_is_closed_and_a_whole_one_is_not() {
        let activity = Activity::idle_since(1);
        assert!(activity.receives());
        assert_eq!(activity.idle(), Some((true, 1)));
        assert!(activity.begins());
        assert!(!activity.evict(), "it serves");
        activity.answered();
        activity.flushed(|| 2);
        assert!(activity.receives() && activity.evict());
        assert!(!activity.begins(), "what comes of the body now is not served");
    }

    #[test]
    fn a_socket_is_never_idle() {
        let activity = Activity::idle_since(1);
        assert!(activity.begins());
        activity.becomes_socket();
        activity.answered();
        activity.flushed(|| 2);
        assert_eq!(activity.idle(), None);
        assert!(!activity.evict());
    }
}
