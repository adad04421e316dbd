//! Token buckets, in a bounded table.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::config::Rate;

/// Keys in the table.
const MAX_KEYS: usize = 100_000;

/// For each key, the time at which its bucket is full again. A key without an entry has a full bucket.
#[derive(Debug)]
pub struct Buckets<K> {
    rate: Rate,
    full_at: Mutex<HashMap<K, Instant>>,
}

/// A single bucket, owned by the thing that it limits.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    rate: Rate,
    full_at: Instant,
}

impl<K: Eq + Hash> Buckets<K> {
    pub fn new(rate: Rate) -> Self {
        Self { rate, full_at: Mutex::default() }
    }

    /// Takes this many tokens, or a full bucket if that is less.
    ///
    /// # Errors
    /// Returns how long to wait if there are fewer tokens. None are taken then.
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

    /// Undoes the last [`Buckets::take`] of this many tokens.
    pub fn give_back(&self, key: &K, tokens: u32) {
        if let Some(full_at) = self.full_at.lock().unwrap_or_else(PoisonError::into_inner).get_mut(key)
            && let Some(before) = full_at.checked_sub(self.rate.every * tokens.min(self.rate.burst))
        {
            *full_at = before;
        }
    }

    /// Takes `tokens` even if they are missing, and returns how long to wait until they would be there. Later calls wait
    /// longer.
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

    /// Fills the bucket of a key.
    pub fn forgive(&self, key: &K) {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

impl Rate {
    /// [`Buckets::wait`] for a bucket that is full again at `full_at`.
    fn wait(self, full_at: &mut Instant, tokens: u32, now: Instant) -> Duration {
        let owed = full_at.saturating_duration_since(now) + self.every * tokens;
        *full_at = now + owed;
        owed.saturating_sub(self.every * self.burst)
    }
}

impl Bucket {
    pub const fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, full_at: now }
    }

    /// The same as [`Buckets::wait`].
    pub fn wait(&mut self, tokens: u32, now: Instant) -> Duration {
        self.rate.wait(&mut self.full_at, tokens, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_waiters_wait_longer() {
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
