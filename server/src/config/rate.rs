//! How often something may be done.

use std::time::Duration;

/// `burst` at once, then one more every `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub burst: u32,
    pub every: Duration,
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
