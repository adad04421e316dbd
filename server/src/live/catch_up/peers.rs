//! The other processes, according to Redis.

use std::collections::BTreeSet;

use crate::live::broker::Broker;

/// Polls between two queries.
const QUERY_INTERVAL_POLLS: u32 = 3;

#[derive(Debug, Default)]
pub(super) struct Peers {
    poll: u32,
    seen: BTreeSet<String>,
}

impl Peers {
    /// Whether a process has ended since the last query. `false` between queries, and if Redis does not answer.
    pub(super) async fn any_gone(&mut self, broker: &Broker) -> bool {
        self.poll += 1;
        if !self.poll.is_multiple_of(QUERY_INTERVAL_POLLS) {
            return false;
        }
        let Some(now) = broker.processes().await else { return false };
        let before = std::mem::replace(&mut self.seen, now);
        !before.is_subset(&self.seen)
    }
}
