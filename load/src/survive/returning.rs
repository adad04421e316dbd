//! When a client that lost its socket tries again: as the browser's does.

use std::time::Duration;

use uuid::Uuid;

/// Longest wait before the n-th attempt, in milliseconds; the wait itself is drawn evenly from 0 to this.
const FIRST_WAIT: u64 = 500;
const LONGEST_WAIT: u64 = 30_000;

pub(super) fn wait(attempt: u32) -> Duration {
    Duration::from_millis(random(LONGEST_WAIT.min(FIRST_WAIT << attempt.min(6))))
}

/// From 0 to `most`.
pub(super) fn random(most: u64) -> u64 {
    // The second half of such an id is random but for two bits.
    (Uuid::now_v7().as_u64_pair().1 & 0xffff_ffff) % (most + 1)
}
