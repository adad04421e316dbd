//! Token buckets, in a bounded table.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::config::Rate;

/// Keys that are remembered at once.
const MAX_KEYS: usize = 100_000;

/// For each key the moment at which its bucket is full again: before that it owes.
#[derive(Debug)]
pub struct Buckets<K> {
    rate: Rate,
    full_at: Mutex<HashMap<K, Instant>>,
}

/// The bucket of a single thing, which belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    rate: Rate,
    full_at: Instant,
}

impl<K: Eq + Hash> Buckets<K> {
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, full_at: Mutex::default() }
    }

    /// Takes so many tokens at once, or a full bucket where that is less.
    ///
    /// # Errors
    /// How long to wait, where there are fewer; nothing is taken then.
    pub fn take(&self, key: K, tokens: u32, now: Instant) -> Result<(), Duration> {
        let mut table = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= MAX_KEYS && !table.contains_key(&key) {
            table.retain(|_, full_at| *full_at > now);
            if table.len() >= MAX_KEYS {
                return Err(self.rate.every);
            }
        }
        let full_at = table.entry(key).or_insert(now);
        let owed = full_at.saturating_duration_since(now) + self.rate.every * tokens.min(self.rate.burst);
        let most = self.rate.every * self.rate.burst;
        if owed > most {
            return Err(owed - most);
        }
        *full_at = now + owed;
        Ok(())
    }

    /// What the last [`Buckets::take`] of so many tokens took.
    pub fn give_back(&self, key: &K, tokens: u32) {
        if let Some(full_at) = self.full_at.lock().unwrap_or_else(PoisonError::into_inner).get_mut(key)
            && let Some(before) = full_at.checked_sub(self.rate.every * tokens.min(self.rate.burst))
        {
            *full_at = before;
        }
    }

    /// Takes `tokens` in any case, and says how long to wait until they are there: whoever comes later waits longer.
    pub fn wait(&self, key: K, tokens: u32, now: Instant) -> Duration {
        let mut table = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= MAX_KEYS && !table.contains_key(&key) {
            table.retain(|_, full_at| *full_at > now);
            if table.len() >= MAX_KEYS {
                return self.rate.every * tokens;
            }
        }
        self.rate.wait(table.entry(key).or_insert(now), tokens, now)
    }

    pub fn forgive(&self, key: &K) {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

impl Rate {
    /// See [`Buckets::wait`], of a bucket that is full again at `full_at`.
    fn wait(self, full_at: &mut Instant, tokens: u32, now: Instant) -> Duration {
        let owed = full_at.saturating_duration_since(now) + self.every * tokens;
        *full_at = now + owed;
        owed.saturating_sub(self.every * self.burst)
    }
}

impl Bucket {
    #[must_use]
    pub const fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, full_at: now }
    }

    /// See [`Buckets::wait`].
    pub fn wait(&mut self, tokens: u32, now: Instant) -> Duration {
        self.rate.wait(&mut self.full_at, tokens, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_wait_waits_the_longer_the_later_they_come() {
        let rate = Rate { burst: 2, every: Duration::from_secs(10) };
        let (buckets, start) = (Buckets::new(rate), Instant::now());
        let mut bucket = Bucket::new(rate, start);
        for (tokens, seconds) in [(1, 0), (1, 0), (1, 10), (2, 30)] {
            assert_eq!(buckets.wait("ana", tokens, start), Duration::from_secs(seconds));
            assert_eq!(bucket.wait(tokens, start), Duration::from_secs(seconds));
        }
        assert_eq!(buckets.wait("ana", 1, start + Duration::from_secs(40)), Duration::ZERO);
    }

    #[test]
    fn the_table_is_bounded() {
        let buckets = Buckets::new(Rate { burst: 1, every: Duration::from_secs(1) });
        let start = Instant::now();
        for key in 0..MAX_KEYS {
            assert_eq!(buckets.take(key, 1, start), Ok(()));
        }
        assert!(buckets.take(MAX_KEYS, 1, start).is_err(), "no room while all of them owe");
        assert_eq!(buckets.take(MAX_KEYS, 1, start + Duration::from_secs(1)), Ok(()));
        assert_eq!(buckets.full_at.lock().expect("no panic").len(), 1, "the settled are forgotten");
    }
}
