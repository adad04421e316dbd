//! Limits on how often the sockets of a user resume, how many at once, and how many bytes they get: together as many as
//! requests may read.

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

/// Concurrent resumes of one user. Each holds its answer in memory until the client has taken it.
const MAX_CONCURRENT: usize = 4;

/// More than a user has sockets.
const MAX_WAITING: usize = 1_000;

/// Long enough for earlier clients to take their answers, or to be disconnected.
const WAIT_TIMEOUT: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub struct ResumeLimiter {
    rate: Limiter<UserId>,
    reads: Arc<Limiter<UserId>>,
    at_once: Arc<ConcurrencyLimiter<UserId>>,
}

impl ResumeLimiter {
    pub fn new(rate: Rate, reads: Arc<Limiter<UserId>>) -> Self {
        let at_once = ConcurrencyLimiter::new(Limit::ResumesAtOnce, MAX_CONCURRENT, MAX_WAITING, WAIT_TIMEOUT);
        Self { rate: Limiter::new(Limit::ResumeLimiter, rate), reads, at_once: Arc::new(at_once) }
    }

    /// Waits until this user may resume. The socket is not read meanwhile, so its client waits, too.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] and [`ChatError::Overloaded`] if other sockets of the same user take no answers.
    pub async fn begin(&self, me: UserId) -> Result<Permit, ChatError> {
        wait(&self.rate, me).await;
        self.at_once.acquire(me).await
    }

    /// Waits before a conversation is read for a socket: that costs as much as a request for its messages.
    pub async fn admit_read(&self, me: UserId) {
        wait(&self.reads, me).await;
    }

    /// Returns a counter for the bytes of the answer to one `resume`.
    pub fn meter(&self, me: UserId) -> Meter {
        Meter::of(me, self.reads.clone())
    }
}

async fn wait(limiter: &Limiter<UserId>, me: UserId) {
    while let Err(ChatError::TooManyRequests { retry_after }) = limiter.take(me, Instant::now()) {
        sleep(Duration::from_secs(retry_after.into())).await;
    }
}
