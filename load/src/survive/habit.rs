//! How somebody writes.

use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub(super) struct Habit {
    pub(super) every: Duration,
    /// Messages that are not acknowledged yet. Only one at a time can be refused and keep the order.
    pub(super) in_flight: usize,
    /// Messages in all.
    pub(super) most: usize,
    pub(super) characters: usize,
    /// Takes what it only sent for acknowledged.
    pub(super) lies: bool,
}

impl Habit {
    /// Sends one after the other without waiting, and so 20 of them 500 messages a second.
    pub(super) fn hasty() -> Self {
        Self { every: Duration::from_millis(40), in_flight: 64, ..Self::default() }
    }
}

impl Default for Habit {
    fn default() -> Self {
        Self { every: Duration::from_millis(200), in_flight: 1, most: usize::MAX, characters: 60, lies: false }
    }
}
