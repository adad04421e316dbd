//! Limits on exports.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use charla::{ChatError, UserId};

use crate::{
    config::Rates,
    limits::{Limit, Limiter, Refusals},
};

/// Told to a user whose other export is still running.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// One export at a time for each user, and a few an hour.
#[derive(Debug)]
pub struct ExportLimiter {
    rate: Limiter<UserId>,
    at_once: Refusals,
    under_way: Arc<Mutex<HashSet<UserId>>>,
}

/// The permission to export. It ends when it is dropped.
#[derive(Debug)]
pub struct Turn {
    user: UserId,
    under_way: Arc<Mutex<HashSet<UserId>>>,
}

impl ExportLimiter {
    pub fn new(rates: &Rates) -> Self {
        Self {
            rate: Limiter::new(Limit::ExportLimiter, rates.exports_by_user),
            at_once: Refusals::of(Limit::ExportsAtOnce),
            under_way: Arc::default(),
        }
    }

    /// Begins an export.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if the user has another export running, or has had too many.
    pub fn begin(&self, user: UserId) -> Result<Turn, ChatError> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.contains(&user) {
            return Err(self.at_once.refuse(&user, RETRY_AFTER));
        }
        self.rate.take(user, Instant::now())?;
        under_way.insert(user);
        Ok(Turn { user, under_way: Arc::clone(&self.under_way) })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Rate;
    use crate::log::captured_log::captured_log;

    #[test]
    fn a_user_has_one_export_at_a_time_and_few_an_hour() {
        let rate = Rate { burst: 2, every: Duration::from_secs(1_200) };
        let exports = ExportLimiter::new(&Rates { exports_by_user: rate, ..Rates::default() });
        let (ana, luis) = (UserId(1), UserId(2));
        let first = exports.begin(ana).expect("nothing is under way");
        let seconds = |user| match exports.begin(user) {
            Err(ChatError::TooManyRequests { retry_after }) => Duration::from_secs(retry_after.into()),
            other => panic!("{other:?}"),
        };
        let log = captured_log(|| assert_eq!(seconds(ana), RETRY_AFTER));
        assert!(log.contains("limit=\"exports at once\" user=1"), "{log}");
        assert!(exports.begin(luis).is_ok(), "others have turns of their own");
        drop(first);
        drop(exports.begin(ana).expect("the first is over"));
        assert!(seconds(ana) > RETRY_AFTER);
    }
}
