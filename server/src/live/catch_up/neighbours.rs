//! The other processes, as Redis sees them.

use std::collections::BTreeSet;

use crate::live::broker::Broker;

/// Rounds after which they are looked for.
const EVERY: u32 = 3;

#[derive(Debug, Default)]
pub(super) struct Neighbours {
    round: u32,
    seen: BTreeSet<String>,
}

impl Neighbours {
    /// Whether one has ended, with or without a word, since they were looked for last.
    pub(super) async fn are_fewer(&mut self, broker: &Broker) -> bool {
        self.round += 1;
        if !self.round.is_multiple_of(EVERY) {
            return false;
        }
        let Some(now) = broker.processes().await else { return false };
        let before = std::mem::replace(&mut self.seen, now);
        !before.is_subset(&self.seen)
    }
}
