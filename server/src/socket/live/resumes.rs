//! How often a user's sockets may ask what they missed, and how many of them at once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use charla::{ChatError, UserId};
use tokio::time::sleep;

use crate::{
    admission::{ConcurrencyLimiter, Permit},
    limiter::{Limiter, Rate},
    security::Limit,
};

/// Each holds as much as an answer has until it is taken.
const AT_ONCE: usize = 4;

/// All others of a user wait.
const WAITING: usize = 1_000;

/// Until those before have taken what they were told, or were let go of.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub struct Resumes {
    rate: Limiter<UserId>,
    at_once: Arc<ConcurrencyLimiter<UserId>>,
}

impl Resumes {
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        let at_once = ConcurrencyLimiter::new(Limit::ResumesAtOnce, AT_ONCE, WAITING, PATIENCE);
        Self { rate: Limiter::new(Limit::Resumes, rate), at_once: Arc::new(at_once) }
    }

    /// Who asks without pause waits, to a whole second, and is not read from meanwhile.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] and [`ChatError::Overloaded`] where others of the same user take nothing.
    pub(super) async fn begin(&self, me: UserId) -> Result<Permit, ChatError> {
        while let Err(ChatError::TooManyRequests { retry_after }) = self.rate.take(me, Instant::now()) {
            sleep(Duration::from_secs(retry_after.into())).await;
        }
        self.at_once.acquire(me).await
    }
}
