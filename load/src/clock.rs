//! The time of day in microseconds, which messages carry.

use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) fn micros_now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_micros()).unwrap_or(u64::MAX)
}
