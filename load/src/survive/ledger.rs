//! What somebody wrote, and what became of it.

use std::collections::{BTreeSet, HashMap, HashSet};

use tokio::time::{Duration, Instant};
use uuid::Uuid;

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// In the order in which they were written, with their places.
    written: HashMap<Uuid, usize>,
    waiting: Vec<Unsent>,
    acknowledged: HashMap<Uuid, Acknowledged>,
    /// Once, or more often. They may be stored later than what was written after them.
    refused: HashSet<Uuid>,
    /// With what the server refused.
    codes: BTreeSet<String>,
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
    pub(super) fn writes(&mut self) -> Unsent {
        let place = self.written.len();
        let unsent = Unsent { id: Uuid::now_v7(), text: format!("mensaje {}", place + 1), since: Instant::now() };
        self.written.insert(unsent.id, place);
        self.waiting.push(unsent.clone());
        unsent
    }

    /// What the server has not acknowledged.
    pub(super) fn waiting(&self) -> &[Unsent] {
        &self.waiting
    }

    pub(super) fn is_acknowledged(&mut self, id: Uuid) {
        let Some(place) = self.waiting.iter().position(|unsent| unsent.id == id) else { return };
        let (at, unsent) = (Instant::now(), self.waiting.remove(place));
        self.acknowledged.insert(id, Acknowledged { at, after: at - unsent.since });
    }

    pub(super) fn is_refused(&mut self, id: Uuid, code: &str) {
        self.refused.insert(id);
        self.codes.insert(code.to_owned());
    }

    pub(super) fn refused(&self) -> usize {
        self.refused.len()
    }

    pub(super) const fn codes(&self) -> &BTreeSet<String> {
        &self.codes
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// From the writing to the acknowledgement, of those that were acknowledged between these moments.
    pub(super) fn longest_wait(&self, from: Instant, to: Instant) -> Duration {
        let between = self.acknowledged.values().filter(|one| (from..to).contains(&one.at));
        between.map(|one| one.after).max().unwrap_or_default()
    }

    /// How many of `stored` lack that were acknowledged before this moment. An error where they are not each once, and
    /// in the order in which they were written.
    pub(super) fn lost(&self, stored: &[Uuid], before: Instant) -> Result<usize, String> {
        let mut last = None;
        for id in stored {
            let place = *self.written.get(id).ok_or("a message that nobody wrote")?;
            if !self.refused.contains(id) {
                if last.is_some_and(|last| last >= place) {
                    return Err("not each message once and in order".into());
                }
                last = Some(place);
            }
        }
        let distinct: HashSet<_> = stored.iter().collect();
        if distinct.len() < stored.len() {
            return Err("a message is there twice".into());
        }
        let acknowledged = self.acknowledged.iter().filter(|(_, one)| one.at < before);
        Ok(acknowledged.filter(|(id, _)| !distinct.contains(id)).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three were written and acknowledged, a fourth was not.
    fn ledger() -> (Ledger, Vec<Uuid>) {
        let mut ledger = Ledger::default();
        let ids: Vec<_> = (0..4).map(|_| ledger.writes().id).collect();
        for id in &ids[..3] {
            ledger.is_acknowledged(*id);
        }
        (ledger, ids)
    }

    #[test]
    fn what_was_acknowledged_and_is_not_there_is_lost() {
        let (ledger, ids) = ledger();
        let now = Instant::now();
        assert_eq!(ledger.lost(&ids, now), Ok(0));
        assert_eq!(ledger.lost(&ids[..3], now), Ok(0), "the fourth was not acknowledged");
        assert_eq!(ledger.lost(&ids[1..2], now), Ok(2));
        assert_eq!(ledger.lost(&[], now - Duration::from_secs(60)), Ok(0), "nothing was acknowledged by then");
    }

    #[test]
    fn twice_or_in_another_order_is_an_error() {
        let (mut ledger, ids) = ledger();
        let now = Instant::now();
        assert!(ledger.lost(&[ids[0], ids[1], ids[1], ids[2]], now).is_err());
        assert!(ledger.lost(&[ids[1], ids[0], ids[2]], now).is_err());
        assert!(ledger.lost(&[Uuid::now_v7()], now).is_err());
        ledger.is_refused(ids[0], "overloaded");
        assert_eq!(ledger.lost(&[ids[1], ids[0], ids[2]], now), Ok(0), "it was sent again later");
        assert!(ledger.lost(&[ids[0], ids[1], ids[0], ids[2]], now).is_err());
    }
}
