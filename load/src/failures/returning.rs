//! When a client that lost its socket reconnects: with the same waits as the browser client.

use std::time::Duration;

use uuid::Uuid;

/// Longest wait before the first attempt, and in all, in milliseconds. The wait is random between 0 and the longest one.
const FIRST_WAIT: u64 = 500;
const LONGEST_WAIT: u64 = 30_000;

pub(crate) fn wait(attempt: u32) -> Duration {
    Duration::from_millis(random(LONGEST_WAIT.min(FIRST_WAIT << attempt.min(6))))
}

/// Returns a random number from 0 to `most`.
pub(crate) fn random(most: u64) -> u64 {
    // The second half of a UUID of version 7 is random except for two bits.
    (Uuid::now_v7().as_u64_pair().1 & 0xffff_ffff) % (most + 1)
}
