//! How often a user's sockets may ask what they missed, how many of them at once, and what they are told in all: as much
//! as by requests.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use charla::{ChatError, UserId};
use tokio::time::sleep;

use crate::{
    config::Rate,
    limits::{
        Limit, Limiter,
        admission::{ConcurrencyLimiter, Meter, Permit},
    },
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
    reads: Arc<Limiter<UserId>>,
    at_once: Arc<ConcurrencyLimiter<UserId>>,
}

impl Resumes {
    #[must_use]
    pub fn new(rate: Rate, reads: Arc<Limiter<UserId>>) -> Self {
        let at_once = ConcurrencyLimiter::new(Limit::ResumesAtOnce, AT_ONCE, WAITING, PATIENCE);
        Self { rate: Limiter::new(Limit::Resumes, rate), reads, at_once: Arc::new(at_once) }
    }

    /// Who asks without pause waits, to a whole second, and is not read from meanwhile.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] and [`ChatError::Overloaded`] where others of the same user take nothing.
    pub async fn begin(&self, me: UserId) -> Result<Permit, ChatError> {
        wait(&self.rate, me).await;
        self.at_once.acquire(me).await
    }

    /// Before a conversation is read for a socket: that costs as much as a request for its messages.
    pub async fn admit_read(&self, me: UserId) {
        wait(&self.reads, me).await;
    }

    /// Of what one `resume` is answered with.
    #[must_use]
    pub fn meter(&self, me: UserId) -> Meter {
        Meter::of(me, self.reads.clone())
    }
}

async fn wait(limiter: &Limiter<UserId>, me: UserId) {
    while let Err(ChatError::TooManyRequests { retry_after }) = limiter.take(me, Instant::now()) {
        sleep(Duration::from_secs(retry_after.into())).await;
    }
}
