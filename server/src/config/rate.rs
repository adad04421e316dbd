//! Rates, as token buckets understand them.

use std::time::Duration;

/// `burst` at once, then one more every `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub burst: u32,
    pub every: Duration,
}

impl Rate {
    /// Returns a rate of this many tokens a minute after a burst. 0 tokens mean that nothing is limited.
    pub fn a_minute(tokens: u32, burst: u32) -> Self {
        Self { burst, every: Duration::from_secs(60).checked_div(tokens).unwrap_or_default() }
    }

    /// Returns a rate of this many tokens a day, all of which may be used at once. 0 tokens mean that nothing is limited.
    pub fn a_day(tokens: u32) -> Self {
        let every = Duration::from_secs(24 * 60 * 60).checked_div(tokens).unwrap_or_default();
        Self { burst: tokens, every }
    }
}
