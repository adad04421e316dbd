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

impl Rate {
    /// So many tokens a minute, after a burst; none is counted where that is 0.
    #[must_use]
    pub fn a_minute(tokens: u32, burst: u32) -> Self {
        Self { burst, every: Duration::from_secs(60).checked_div(tokens).unwrap_or_default() }
    }

    /// So many tokens a day, all at once where they were not used for a day; none is counted where that is 0.
    #[must_use]
    pub fn a_day(tokens: u32) -> Self {
        let every = Duration::from_secs(24 * 60 * 60).checked_div(tokens).unwrap_or_default();
        Self { burst: tokens, every }
    }
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
        self.take_many(key, 1, now)
    }

    /// Takes so many tokens at once, or a full bucket where that is less.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] where there are fewer; nothing is taken then.
    pub fn take_many(&self, key: K, tokens: u32, now: Instant) -> Result<(), ChatError> {
        let mut table = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= KEYS && !table.contains_key(&key) {
            table.retain(|_, full_at| *full_at > now);
            if table.len() >= KEYS {
                return Err(refused(self.rate.every));
            }
        }
        let full_at = table.entry(key).or_insert(now);
        let owed = full_at.saturating_duration_since(now) + self.rate.every * tokens.min(self.rate.burst);
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

    /// Takes `tokens` in any case, and says how long to wait until they are there: whoever comes later waits longer.
    pub fn wait(&self, key: K, tokens: u32, now: Instant) -> Duration {
        let mut table = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= KEYS && !table.contains_key(&key) {
            table.retain(|_, full_at| *full_at > now);
            if table.len() >= KEYS {
                return self.rate.every * tokens;
            }
        }
        self.rate.wait(table.entry(key).or_insert(now), tokens, now)
    }

    /// Whoever it was is known now, and starts anew.
    pub fn forgive(&self, key: &K) {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

impl Rate {
    /// See [`Limiter::wait`], of a bucket that is full again at `full_at`.
    fn wait(self, full_at: &mut Instant, tokens: u32, now: Instant) -> Duration {
        let owed = full_at.saturating_duration_since(now) + self.every * tokens;
        *full_at = now + owed;
        owed.saturating_sub(self.every * self.burst)
    }
}

/// The bucket of a single thing, which belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    rate: Rate,
    full_at: Instant,
}

impl Bucket {
    #[must_use]
    pub const fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, full_at: now }
    }

    /// See [`Limiter::wait`].
    pub fn wait(&mut self, tokens: u32, now: Instant) -> Duration {
        self.rate.wait(&mut self.full_at, tokens, now)
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
    fn who_may_wait_waits_the_longer_the_later_they_come() {
        let rate = Rate { burst: 2, every: Duration::from_secs(10) };
        let (limiter, start) = (Limiter::new(rate), Instant::now());
        let mut bucket = Bucket::new(rate, start);
        for (tokens, seconds) in [(1, 0), (1, 0), (1, 10), (2, 30)] {
            assert_eq!(limiter.wait("ana", tokens, start), Duration::from_secs(seconds));
            assert_eq!(bucket.wait(tokens, start), Duration::from_secs(seconds));
        }
        assert_eq!(limiter.wait("ana", 1, start + Duration::from_secs(40)), Duration::ZERO);
    }

    #[test]
    fn what_costs_more_takes_more_at_once() {
        let limiter = Limiter::new(Rate { burst: 10, every: Duration::from_secs(1) });
        let start = Instant::now();
        assert_eq!(limiter.take_many("ana", 7, start), Ok(()));
        assert_eq!(limiter.take_many("ana", 7, start), Err(ChatError::TooManyRequests { retry_after: 4 }));
        assert_eq!(limiter.take_many("ana", 3, start), Ok(()));
        assert_eq!(limiter.take_many("luis", 99, start), Ok(()), "more than there ever is takes all there is");
        assert!(limiter.take("luis", start).is_err());
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
