//! Who may have their data made into a file now.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use charla::{ChatError, UserId};

use crate::{config::Rates, limiter::Limiter, security};

/// Seconds after which it is worth asking again while one's other file is being made.
const AGAIN: u32 = 30;

/// One at a time for each user, and a few an hour.
#[derive(Debug)]
pub struct Exports {
    rate: Limiter<UserId>,
    under_way: Arc<Mutex<HashSet<UserId>>>,
}

/// Until it is dropped.
#[derive(Debug)]
pub struct Turn {
    user: UserId,
    under_way: Arc<Mutex<HashSet<UserId>>>,
}

impl Exports {
    #[must_use]
    pub fn new(rates: &Rates) -> Self {
        Self { rate: Limiter::new(rates.exports_by_user), under_way: Arc::default() }
    }

    /// # Errors
    /// [`ChatError::TooManyRequests`]
    pub fn begin(&self, user: UserId) -> Result<Turn, ChatError> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.contains(&user) {
            return Err(ChatError::TooManyRequests { retry_after: AGAIN });
        }
        self.rate.take(user, Instant::now()).inspect_err(|_| security::limit_met("exports", user))?;
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
    use std::time::Duration;

    use super::*;
    use crate::limiter::Rate;

    #[test]
    fn one_at_a_time_and_few_an_hour() {
        let rate = Rate { burst: 2, every: Duration::from_secs(1_200) };
        let exports = Exports::new(&Rates { exports_by_user: rate, ..Rates::default() });
        let (ana, luis) = (UserId(1), UserId(2));
        let first = exports.begin(ana).expect("nothing is under way");
        assert_eq!(exports.begin(ana).err(), Some(ChatError::TooManyRequests { retry_after: AGAIN }));
        assert!(exports.begin(luis).is_ok(), "others have turns of their own");
        drop(first);
        drop(exports.begin(ana).expect("the first is over"));
        assert!(matches!(exports.begin(ana), Err(ChatError::TooManyRequests { retry_after }) if retry_after > AGAIN));
    }
}
