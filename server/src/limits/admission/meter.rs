//! Charges the bytes of answers to the bucket of requests: long answers cost more to make.

use std::{sync::Arc, time::Instant};

use charla::UserId;

use crate::limits::Limiter;

/// Bytes that cost as much as a request.
const BYTES_PER_READ: usize = 32 * 1_024;

/// Counts the bytes of the answer to one request. The answer itself is never refused for its length; the next requests
/// wait for it. Requests without a session have no bucket: their answers are short.
#[derive(Debug, Default)]
pub struct Meter {
    bucket: Option<(UserId, Arc<Limiter<UserId>>)>,
    /// Bytes that are not charged yet.
    open: usize,
}

impl Meter {
    pub const fn of(user: UserId, reads: Arc<Limiter<UserId>>) -> Self {
        Self { bucket: Some((user, reads)), open: 0 }
    }

    pub fn count(&mut self, bytes: usize) {
        let Some((user, reads)) = &self.bucket else { return };
        self.open += bytes;
        let tokens = u32::try_from(self.open / BYTES_PER_READ).unwrap_or(u32::MAX);
        if tokens > 0 {
            self.open %= BYTES_PER_READ;
            reads.charge(*user, tokens, Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{config::Rate, limits::Limit};

    #[test]
    fn long_answers_are_charged_however_they_are_split() {
        let reads = Arc::new(Limiter::new(Limit::ReadsByUser, Rate { burst: 4, every: Duration::from_secs(60) }));
        let (ana, luis) = (UserId(1), UserId(2));
        Meter::of(luis, reads.clone()).count(BYTES_PER_READ - 1);
        assert_eq!(reads.take_many(luis, 4, Instant::now()), Ok(()), "a short one costs nothing");

        let mut meter = Meter::of(ana, reads.clone());
        for _ in 0..12 {
            meter.count(BYTES_PER_READ / 4);
        }
        assert_eq!(reads.take(ana, Instant::now()), Ok(()), "three of four are gone");
        assert!(reads.take(ana, Instant::now()).is_err());
    }
}
