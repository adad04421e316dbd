//! Up to where all messages are committed.

use std::{collections::VecDeque, time::Duration};

use charla::MessageId;
use tokio::time::Instant;

/// Ids are given before the commit: what has a lower id can still appear, but not for so long.
const SETTLED: Duration = Duration::from_secs(5);

/// The newest message at moments of the last seconds.
#[derive(Debug, Default)]
pub(super) struct Marks {
    oldest_first: VecDeque<(Instant, MessageId)>,
}

impl Marks {
    /// Everything up to here is committed; `None` before the first round.
    pub(super) fn settled(&self) -> Option<MessageId> {
        self.oldest_first.front().map(|(_, id)| *id)
    }

    pub(super) fn add(&mut self, now: Instant, newest: MessageId) {
        self.oldest_first.push_back((now, newest));
        while self.oldest_first.get(1).is_some_and(|(at, _)| now.duration_since(*at) > SETTLED) {
            self.oldest_first.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_still_appear_is_asked_for_again() {
        let mut marks = Marks::default();
        assert_eq!(marks.settled(), None);
        let start = Instant::now();
        for second in 0..20 {
            marks.add(start + Duration::from_secs(second), MessageId(i64::try_from(second).expect("small")));
        }
        assert_eq!(marks.settled(), Some(MessageId(13)), "the newest that is older than the time to settle");
        assert!(marks.oldest_first.len() < 10, "and no more than are needed");
    }
}
