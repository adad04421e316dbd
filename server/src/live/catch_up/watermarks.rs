//! The message up to which all messages are committed.

use std::{collections::VecDeque, time::Duration};

use charla::MessageId;
use tokio::time::Instant;

/// Ids are assigned before the commit, so a message may appear after one with a higher id, but not later than this.
const SETTLE_TIME: Duration = Duration::from_secs(5);

/// The id of the newest message at several moments of the last seconds.
#[derive(Debug, Default)]
pub(super) struct Watermarks {
    oldest_first: VecDeque<(Instant, MessageId)>,
}

impl Watermarks {
    /// Returns the message up to which all messages are committed; `None` before the first poll.
    pub(super) fn settled(&self) -> Option<MessageId> {
        self.oldest_first.front().map(|(_, id)| *id)
    }

    pub(super) fn add(&mut self, now: Instant, newest: MessageId) {
        self.oldest_first.push_back((now, newest));
        while self.oldest_first.get(1).is_some_and(|(at, _)| now.duration_since(*at) > SETTLE_TIME) {
            self.oldest_first.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_may_still_appear_are_read_again() {
        let mut watermarks = Watermarks::default();
        assert_eq!(watermarks.settled(), None);
        let start = Instant::now();
        for second in 0..20 {
            watermarks.add(start + Duration::from_secs(second), MessageId(i64::try_from(second).expect("small")));
        }
        assert_eq!(watermarks.settled(), Some(MessageId(13)), "the newest that is older than the time to settle");
        assert!(watermarks.oldest_first.len() < 10, "and no more than are needed");
    }
}
