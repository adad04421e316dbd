//! How a test user writes.

use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub(super) struct Habit {
    pub(super) every: Duration,
    /// Messages sent and not yet acknowledged. With more than one, a refusal would change the order.
    pub(super) in_flight: usize,
    /// Total number of messages.
    pub(super) most: usize,
    pub(super) characters: usize,
    /// Treats every sent message as acknowledged.
    pub(super) lies: bool,
}

impl Habit {
    /// Sends without waiting for acknowledgements. 20 such writers send 500 messages a second.
    pub(super) fn hasty() -> Self {
        Self { every: Duration::from_millis(40), in_flight: 64, ..Self::default() }
    }
}

impl Default for Habit {
    fn default() -> Self {
        Self { every: Duration::from_millis(200), in_flight: 1, most: usize::MAX, characters: 60, lies: false }
    }
}
