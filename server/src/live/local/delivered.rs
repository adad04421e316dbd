//! Remembers to which users each recent message was delivered.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
};

use charla::{MessageId, UserId};

/// Pairs of a message and a user. Far more than arrive in the seconds that the database is read again. A forgotten message
/// may be delivered twice, which clients notice by its `seq`.
const CAPACITY: usize = 65_536;

#[derive(Debug, Default)]
pub(super) struct DeliveredMessages {
    pairs: Mutex<Pairs>,
}

#[derive(Debug, Default)]
struct Pairs {
    known: HashSet<(MessageId, UserId)>,
    oldest_first: VecDeque<(MessageId, UserId)>,
}

impl DeliveredMessages {
    /// Returns those of `users` who have not got this message yet. They count as having it from now on.
    pub(super) fn first_time(&self, message: MessageId, users: &[UserId]) -> Vec<UserId> {
        let mut pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        users.iter().copied().filter(|user| pairs.remember((message, *user))).collect()
    }
}

impl Pairs {
    /// Remembers the pair. Returns whether it is new.
    fn remember(&mut self, pair: (MessageId, UserId)) -> bool {
        if !self.known.insert(pair) {
            return false;
        }
        self.oldest_first.push_back(pair);
        if self.oldest_first.len() > CAPACITY
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_user_gets_a_message_twice_and_memory_is_bounded() {
        let delivered = DeliveredMessages::default();
        let (ana, luis) = (UserId(1), UserId(2));
        assert_eq!(delivered.first_time(MessageId(1), &[ana]), [ana]);
        assert_eq!(delivered.first_time(MessageId(1), &[ana, luis]), [luis]);
        for id in 2..=i64::try_from(CAPACITY).expect("a small number") {
            delivered.first_time(MessageId(id), &[ana]);
        }
        assert_eq!(delivered.pairs.lock().expect("no panic").known.len(), CAPACITY);
        assert_eq!(delivered.first_time(MessageId(1), &[ana]), [ana], "the oldest is forgotten");
    }
}
