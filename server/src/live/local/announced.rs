//! Which messages were brought to whom lately.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
};

use charla::{MessageId, UserId};

/// Far more than come in the seconds for which the database is asked again. What is forgotten may be
/// told twice, which clients know by its `seq`.
const REMEMBERED: usize = 65_536;

#[derive(Debug, Default)]
pub(super) struct Announced {
    pairs: Mutex<Pairs>,
}

#[derive(Debug, Default)]
struct Pairs {
    known: HashSet<(MessageId, UserId)>,
    oldest_first: VecDeque<(MessageId, UserId)>,
}

impl Announced {
    /// Those of `users` to whom this message was not brought yet; now it is.
    pub(super) fn first_time(&self, message: MessageId, users: &[UserId]) -> Vec<UserId> {
        let mut pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        users.iter().copied().filter(|user| pairs.remember((message, *user))).collect()
    }
}

impl Pairs {
    fn remember(&mut self, pair: (MessageId, UserId)) -> bool {
        if !self.known.insert(pair) {
            return false;
        }
        self.oldest_first.push_back(pair);
        if self.oldest_first.len() > REMEMBERED
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
    fn nobody_gets_a_message_twice_and_little_is_remembered() {
        let announced = Announced::default();
        let (ana, luis) = (UserId(1), UserId(2));
        assert_eq!(announced.first_time(MessageId(1), &[ana]), [ana]);
        assert_eq!(announced.first_time(MessageId(1), &[ana, luis]), [luis]);
        for id in 2..=i64::try_from(REMEMBERED).expect("a small number") {
            announced.first_time(MessageId(id), &[ana]);
        }
        assert_eq!(announced.pairs.lock().expect("no panic").known.len(), REMEMBERED);
        assert_eq!(announced.first_time(MessageId(1), &[ana]), [ana], "the oldest is forgotten");
    }
}
