//! Charges the bytes of answers to the bucket of requests: long answers cost more to make.

use std::{net::IpAddr, sync::Arc, time::Instant};

use charla::UserId;

use crate::limits::{Limiter, NetworkLimiter};

/// Bytes that cost as much as a request.
const BYTES_PER_READ: usize = 32 * 1_024;

/// Counts the bytes of the answer to one request. The answer itself is never refused for its length; the next requests
/// wait for it.
#[derive(Debug)]
pub struct Meter {
    bucket: Bucket,
    /// Bytes that are not charged yet.
    open: usize,
}

#[derive(Debug)]
enum Bucket {
    User(UserId, Arc<Limiter<UserId>>),
    /// For a request without a session.
    Address(IpAddr, Arc<NetworkLimiter>),
}

impl Meter {
    pub const fn of(user: UserId, reads: Arc<Limiter<UserId>>) -> Self {
        Self { bucket: Bucket::User(user, reads), open: 0 }
    }

    pub const fn of_address(address: IpAddr, reads: Arc<NetworkLimiter>) -> Self {
        Self { bucket: Bucket::Address(address, reads), open: 0 }
    }

    pub fn count(&mut self, bytes: usize) {
        self.open += bytes;
        let tokens = u32::try_from(self.open / BYTES_PER_READ).unwrap_or(u32::MAX);
        if tokens > 0 {
            self.open %= BYTES_PER_READ;
            self.charge(tokens);
        }
    }

    /// Charges as many requests.
    pub fn charge(&self, tokens: u32) {
        match &self.bucket {
            Bucket::User(user, reads) => reads.charge(*user, tokens, Instant::now()),
            Bucket::Address(address, reads) => reads.charge(&(), *address, tokens, Instant::now()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{config::Rate, limits::Limit};

    const RATE: Rate = Rate { burst: 4, every: Duration::from_secs(60) };

    #[test]
    fn long_answers_are_charged_however_they_are_split() {
        let reads = Arc::new(Limiter::new(Limit::ReadsByUser, RATE));
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

    #[test]
    fn without_a_session_the_networks_are_charged() {
        let reads = Arc::new(NetworkLimiter::new(Limit::ReadsByNetwork, RATE));
        let takes = |address: [u8; 4]| reads.take(&(), address.into(), Instant::now()).is_ok();
        Meter::of_address([203, 0, 113, 1].into(), reads.clone()).count(3 * BYTES_PER_READ);
        assert!(takes([203, 0, 113, 1]) && !takes([203, 0, 113, 1]), "three of four are gone");
        Meter::of_address([203, 0, 113, 1].into(), reads.clone()).count(20 * BYTES_PER_READ);
        assert!(!takes([203, 0, 113, 2]), "all of the /24 are gone");
        assert!(takes([198, 51, 100, 1]));
    }
}
