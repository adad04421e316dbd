//! Limits the rate at which a user, a network or a user name may do something.

use std::{hash::Hash, time::Instant};

use charla::ChatError;

use super::{
    buckets::Buckets,
    limit::{Limit, LimitKey},
    refusals::Refusals,
};
use crate::config::Rate;

/// Refuses requests beyond the rate of their key.
#[derive(Debug)]
pub struct Limiter<K> {
    buckets: Buckets<K>,
    refusals: Refusals,
}

impl<K: Eq + Hash + Clone + LimitKey> Limiter<K> {
    pub fn new(limit: Limit, rate: Rate) -> Self {
        Self { buckets: Buckets::new(rate), refusals: Refusals::of(limit) }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if there is none; nothing is taken then.
    pub fn take(&self, key: K, now: Instant) -> Result<(), ChatError> {
        self.take_many(key, 1, now)
    }

    /// Takes this many tokens, or a full bucket if that is less.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if there are fewer; nothing is taken then.
    pub fn take_many(&self, key: K, tokens: u32, now: Instant) -> Result<(), ChatError> {
        self.buckets.take(key.clone(), tokens, now).map_err(|wait| self.refusals.refuse(&key, wait))
    }

    /// Takes this many tokens even if there are fewer. Later requests of the key are refused until they are refilled.
    pub fn charge(&self, key: K, tokens: u32, now: Instant) {
        self.buckets.wait(key, tokens, now);
    }

    /// Undoes the last [`Limiter::take`].
    pub fn give_back(&self, key: &K) {
        self.buckets.give_back(key, 1);
    }

    /// Fills the bucket of a key, after a successful sign-in.
    pub fn forgive(&self, key: &K) {
        self.buckets.forgive(key);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_passes_and_then_one_token_at_a_time() {
        let limiter = Limiter::new(Limit::Sends, Rate { burst: 2, every: Duration::from_secs(10) });
        let start = Instant::now();
        assert_eq!(limiter.take("ana", start), Ok(()));
        assert_eq!(limiter.take("ana", start), Ok(()));
        assert_eq!(limiter.take("ana", start), Err(ChatError::TooManyRequests { retry_after: 10 }));
        assert_eq!(limiter.take("luis", start), Ok(()), "others have their own");
        let later = start + Duration::from_secs(10);
        assert_eq!(limiter.take("ana", later), Ok(()));
        assert_eq!(
            limiter.take("ana", later + Duration::from_millis(1)),
            Err(ChatError::TooManyRequests { retry_after: 10 })
        );
        limiter.forgive(&"ana");
        assert_eq!(limiter.take("ana", later), Ok(()));
    }

    #[test]
    fn a_token_that_is_given_back_can_be_taken_again() {
        let limiter = Limiter::new(Limit::Sends, Rate { burst: 1, every: Duration::from_secs(10) });
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.take("ana", start), Ok(()));
            limiter.give_back(&"ana");
        }
        assert_eq!(limiter.take("ana", start), Ok(()));
        assert!(limiter.take("ana", start).is_err());
    }

    #[test]
    fn several_tokens_can_be_taken_at_once() {
        let limiter = Limiter::new(Limit::Sends, Rate { burst: 10, every: Duration::from_secs(1) });
        let start = Instant::now();
        assert_eq!(limiter.take_many("ana", 7, start), Ok(()));
        assert_eq!(limiter.take_many("ana", 7, start), Err(ChatError::TooManyRequests { retry_after: 4 }));
        assert_eq!(limiter.take_many("ana", 3, start), Ok(()));
        assert_eq!(limiter.take_many("luis", 99, start), Ok(()), "more than there ever is takes all there is");
        assert!(limiter.take("luis", start).is_err());
    }
}
