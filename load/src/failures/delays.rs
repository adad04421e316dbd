//! Measures the time from when a message was written until a reader has it.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use hdrhistogram::Histogram;

use crate::clock::micros_now;

#[derive(Debug)]
pub(super) struct Delays(Mutex<Histogram<u64>>);

/// Statistics since the last call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) count: u64,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
    pub(super) most: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        // Microseconds, up to ten minutes, to three digits.
        Self(Mutex::new(Histogram::new_with_bounds(1, 600_000_000, 3).unwrap_or_else(|_| unreachable!())))
    }
}

impl Delays {
    /// Records the delay of a message. Its text begins with the time at which it was written.
    pub(super) fn record(&self, text: &str) {
        if let Some(at) = text.split(' ').next().and_then(|at| at.parse().ok()) {
            self.lock().saturating_record(micros_now().saturating_sub(at));
        }
    }

    pub(super) fn take(&self) -> Taken {
        let mut delays = self.lock();
        let at = |quantile| Duration::from_micros(delays.value_at_quantile(quantile));
        let taken = Taken { count: delays.len(), p50: at(0.5), p99: at(0.99), most: at(1.0) };
        delays.reset();
        taken
    }

    fn lock(&self) -> MutexGuard<'_, Histogram<u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
