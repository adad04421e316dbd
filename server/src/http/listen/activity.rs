//! The state of a connection, which decides whether it may be closed to make room.

use std::sync::{
    OnceLock,
    atomic::{AtomicU8, AtomicU64, Ordering},
};

use charla::UserId;
use tokio::sync::Notify;

/// No complete head of a request has arrived, or the last answer is sent: closing the connection loses nothing.
const IDLE: u8 = 0;
/// The head of a request has arrived, but not its whole body. Nothing was done yet. Such a connection is closed if no
/// connection of its network is idle.
const RECEIVING: u8 = 5;
/// A request is being answered.
const SERVING: u8 = 1;
/// The answer is complete, but not yet handed to the system.
const FLUSHING: u8 = 2;
/// Upgraded to a WebSocket.
const SOCKET: u8 = 3;
/// Being closed to make room: no further request may begin.
const EVICTED: u8 = 4;

#[derive(Debug, Default)]
pub(super) struct Activity {
    state: AtomicU8,
    /// The turn in which it became idle. A smaller number means longer ago.
    idle_since: AtomicU64,
    evicted: Notify,
    /// The user of the socket.
    owner: OnceLock<UserId>,
}

impl Activity {
    /// Returns the state of a new connection, which is idle.
    pub(super) fn idle_since(turn: u64) -> Self {
        Self { idle_since: AtomicU64::new(turn), ..Self::default() }
    }

    /// Notes that the head of a request is complete. False if the connection is being closed.
    pub(super) fn receives(&self) -> bool {
        self.changes(|state| (state != EVICTED).then_some(RECEIVING))
    }

    /// Notes that the whole request has arrived. False if the connection is being closed.
    pub(super) fn begins(&self) -> bool {
        self.changes(|state| (state != EVICTED).then_some(SERVING))
    }

    /// Notes that the answer is complete or given up.
    pub(super) fn answered(&self) {
        self.changes(|state| matches!(state, RECEIVING | SERVING).then_some(FLUSHING));
    }

    /// Notes that the system has taken all bytes of the answer. `turn` is called only if that makes the connection idle.
    pub(super) fn flushed(&self, turn: impl FnOnce() -> u64) {
        if self.state.load(Ordering::Relaxed) == FLUSHING {
            self.idle_since.store(turn(), Ordering::Relaxed);
            self.changes(|state| (state == FLUSHING).then_some(IDLE));
        }
    }

    pub(super) fn becomes_socket(&self, owner: Option<UserId>) {
        if let Some(owner) = owner {
            let _ = self.owner.set(owner);
        }
        self.state.store(SOCKET, Ordering::Relaxed);
    }

    pub(super) fn is_socket(&self) -> bool {
        self.state.load(Ordering::Relaxed) == SOCKET
    }

    pub(super) fn owner(&self) -> Option<UserId> {
        self.owner.get().copied()
    }

    /// Returns whether a request is arriving, and the turn of the last answer; `None` if closing would interrupt a request.
    pub(super) fn idle(&self) -> Option<(bool, u64)> {
        let state = self.state.load(Ordering::Relaxed);
        is_idle(state).then(|| (state == RECEIVING, self.idle_since.load(Ordering::Relaxed)))
    }

    /// Closes the connection unless a request has begun. Returns whether it did.
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
    fn a_connection_can_be_closed_during_half_a_request_but_not_during_a_whole_one() {
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
        activity.becomes_socket(Some(UserId(1)));
        activity.answered();
        activity.flushed(|| 2);
        assert_eq!(activity.idle(), None);
        assert!(!activity.evict());
    }
}
