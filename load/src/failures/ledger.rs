//! The messages of a test user, and what became of them. No network.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::RangeBounds,
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// The number of each message, in the order in which they were written.
    written: HashMap<Uuid, usize>,
    waiting: Vec<Unsent>,
    acknowledged: HashMap<Uuid, Acknowledged>,
    /// The highest `seq` that was acknowledged.
    pub(super) last_seq: u64,
    /// Number of refusals by code.
    pub(super) refusals: BTreeMap<String, u32>,
}

#[derive(Debug, Clone)]
pub(super) struct Unsent {
    pub(super) id: Uuid,
    pub(super) text: String,
    since: Instant,
}

#[derive(Debug)]
struct Acknowledged {
    at: Instant,
    after: Duration,
}

impl Ledger {
    pub(super) fn write(&mut self, text: String) -> Unsent {
        let unsent = Unsent { id: Uuid::now_v7(), text, since: Instant::now() };
        self.written.insert(unsent.id, self.written.len());
        self.waiting.push(unsent.clone());
        unsent
    }

    pub(super) fn written(&self) -> usize {
        self.written.len()
    }

    /// Returns the messages that the server has not acknowledged.
    pub(super) fn waiting(&self) -> &[Unsent] {
        &self.waiting
    }

    pub(super) fn acknowledge(&mut self, id: Uuid, seq: u64) {
        let Some(place) = self.waiting.iter().position(|unsent| unsent.id == id) else { return };
        let (at, unsent) = (Instant::now(), self.waiting.remove(place));
        self.acknowledged.insert(id, Acknowledged { at, after: at - unsent.since });
        self.last_seq = self.last_seq.max(seq);
    }

    pub(super) fn refuse(&mut self, code: &str) {
        *self.refusals.entry(code.to_owned()).or_default() += 1;
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// Returns the longest time from writing a message to its acknowledgement, among those acknowledged in this range.
    pub(super) fn longest_wait(&self, between: &impl RangeBounds<Instant>) -> Duration {
        let acknowledged = self.acknowledged.values().filter(|one| between.contains(&one.at));
        acknowledged.map(|one| one.after).max().unwrap_or_default()
    }

    /// Returns how many messages that were acknowledged before this time are missing in `stored`. An error if `stored` has
    /// a message twice, or one that was never written.
    pub(super) fn lost(&self, stored: &[Uuid], before: Instant) -> Result<usize, String> {
        let distinct: HashSet<_> = stored.iter().collect();
        if distinct.len() < stored.len() {
            return Err("a message is there twice".into());
        }
        if distinct.iter().any(|id| !self.written.contains_key(id)) {
            return Err("a message is there that nobody wrote".into());
        }
        let acknowledged = self.acknowledged.iter().filter(|(_, one)| one.at < before);
        Ok(acknowledged.filter(|(id, _)| !distinct.contains(id)).count())
    }

    /// Whether the messages are in the order in which they were written.
    pub(super) fn is_in_order(&self, stored: &[Uuid]) -> bool {
        stored.iter().is_sorted_by_key(|id| self.written.get(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a ledger of four messages, three of which were acknowledged.
    fn ledger() -> (Ledger, Vec<Uuid>) {
        let mut ledger = Ledger::default();
        let ids: Vec<_> = (0..4).map(|_| ledger.write("hola".into()).id).collect();
        for (seq, id) in (1..).zip(&ids[..3]) {
            ledger.acknowledge(*id, seq);
        }
        (ledger, ids)
    }

    #[test]
    fn a_missing_acknowledged_message_is_lost() {
        let (ledger, ids) = ledger();
        let now = Instant::now();
        assert_eq!(ledger.lost(&ids, now), Ok(0));
        assert_eq!(ledger.lost(&ids[..3], now), Ok(0), "the fourth was not acknowledged");
        assert_eq!(ledger.lost(&ids[1..2], now), Ok(2));
        assert_eq!(ledger.lost(&[], now - Duration::from_secs(60)), Ok(0), "nothing was acknowledged by then");
    }

    #[test]
    fn a_doubled_or_unwritten_message_is_an_error() {
        let (ledger, ids) = ledger();
        let now = Instant::now();
        assert!(ledger.lost(&[ids[0], ids[1], ids[1], ids[2]], now).is_err());
        assert!(ledger.lost(&[Uuid::now_v7()], now).is_err());
    }

    #[test]
    fn the_order_is_that_of_the_writing() {
        let (ledger, ids) = ledger();
        assert!(ledger.is_in_order(&ids) && ledger.is_in_order(&[ids[0], ids[2]]));
        assert!(!ledger.is_in_order(&[ids[1], ids[0], ids[2]]));
    }
}
