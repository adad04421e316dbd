//! How often somebody may do something: a bounded table of token buckets.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use charla::ChatError;

mod by_network;

pub use by_network::NetworkLimiter;

/// Keys that are remembered at once.
const KEYS: usize = 100_000;

/// `burst` at once, then one more every `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub burst: u32,
    pub every: Duration,
}

/// For each key the moment at which its bucket is full again: before that it owes.
#[derive(Debug)]
pub struct Limiter<K> {
    rate: Rate,
    full_at: Mutex<HashMap<K, Instant>>,
}

impl<K: Eq + Hash> Limiter<K> {
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, full_at: Mutex::default() }
    }

    /// Takes one token at the moment `now`.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] where there is none; nothing is taken then.
    pub fn take(&self, key: K, now: Instant) -> Result<(), ChatError> {
        let mut table = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= KEYS && !table.contains_key(&key) {
            table.retain(|_, full_at| *full_at > now);
            if table.len() >= KEYS {
                return Err(refused(self.rate.every));
            }
        }
        let full_at = table.entry(key).or_insert(now);
        let owed = full_at.saturating_duration_since(now) + self.rate.every;
        let most = self.rate.every * self.rate.burst;
        if owed > most {
            return Err(refused(owed - most));
        }
        *full_at = now + owed;
        Ok(())
    }

    /// Takes back what the last [`Limiter::take`] took.
    pub fn give_back(&self, key: &K) {
        if let Some(full_at) = self.full_at.lock().unwrap_or_else(PoisonError::into_inner).get_mut(key)
            && let Some(before) = full_at.checked_sub(self.rate.every)
        {
            *full_at = before;
        }
    }

    /// Whoever it was is known now, and starts anew.
    pub fn forgive(&self, key: &K) {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

fn refused(wait: Duration) -> ChatError {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    ChatError::TooManyRequests { retry_after: u32::try_from(seconds).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_one_by_one() {
        let limiter = Limiter::new(Rate { burst: 2, every: Duration::from_secs(10) });
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
    fn what_was_given_back_was_never_taken() {
        let limiter = Limiter::new(Rate { burst: 1, every: Duration::from_secs(10) });
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.take("ana", start), Ok(()));
            limiter.give_back(&"ana");
        }
        assert_eq!(limiter.take("ana", start), Ok(()));
        assert!(limiter.take("ana", start).is_err());
    }

    #[test]
    fn the_table_is_bounded() {
        let limiter = Limiter::new(Rate { burst: 1, every: Duration::from_secs(1) });
        let start = Instant::now();
        for key in 0..KEYS {
            assert_eq!(limiter.take(key, start), Ok(()));
        }
        assert!(limiter.take(KEYS, start).is_err(), "no room while all of them owe");
        assert_eq!(limiter.take(KEYS, start + Duration::from_secs(1)), Ok(()));
        assert_eq!(limiter.full_at.lock().expect("no panic").len(), 1, "the settled are forgotten");
    }
}
