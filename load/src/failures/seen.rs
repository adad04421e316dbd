//! What a reader has received of a conversation. No network, no clock.

use std::collections::BTreeMap;

#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// The reader has everything up to this `seq`.
    pub(super) up_to: u64,
    /// The id of the message with each `seq`.
    pub(super) ids: BTreeMap<u64, i64>,
    /// Messages that came again without being requested.
    pub(super) twice: u32,
    /// Messages that came before their predecessor.
    pub(super) early: u32,
    /// Messages whose `seq` another message has.
    pub(super) contradictions: u32,
    /// Up to this `seq` a message may come both live and in the answer to `resume`: the protocol lets the two overlap.
    overlaps: u64,
}

impl Seen {
    /// Notes that the reader requested missed messages.
    pub(super) const fn note_requested(&mut self) {
        self.overlaps = u64::MAX;
    }

    /// Notes that the server has answered. Messages of the answer may still come live.
    pub(super) fn note_answered(&mut self) {
        self.overlaps = self.ids.last_key_value().map_or(0, |(last, _)| *last);
    }

    /// Adds a message. Returns whether it is new.
    pub(super) fn add(&mut self, seq: u64, id: i64) -> bool {
        if let Some(known) = self.ids.get(&seq) {
            self.twice += u32::from(seq > self.overlaps);
            self.contradictions += u32::from(*known != id);
            return false;
        }
        self.early += u32::from(seq != self.up_to + 1);
        self.ids.insert(seq, id);
        while self.ids.contains_key(&(self.up_to + 1)) {
            self.up_to += 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn early_doubled_and_contradicting_messages_are_counted() {
        let mut seen = Seen::default();
        assert!(seen.add(1, 10) && seen.add(3, 30));
        assert_eq!((seen.up_to, seen.early), (1, 1));
        assert!(seen.add(2, 20));
        assert_eq!(seen.up_to, 3);
        assert!(!seen.add(3, 30) && !seen.add(2, 21));
        assert_eq!((seen.twice, seen.contradictions), (2, 1));
    }

    #[test]
    fn requested_messages_may_also_come_live() {
        let mut seen = Seen::default();
        seen.note_requested();
        assert!(seen.add(1, 10) && !seen.add(1, 10) && seen.add(2, 20));
        seen.note_answered();
        assert!(!seen.add(2, 20) && seen.add(3, 30));
        assert_eq!(seen.twice, 0);
        assert!(!seen.add(3, 30));
        assert_eq!(seen.twice, 1, "it came after the answer, and is not in it");
    }
}
