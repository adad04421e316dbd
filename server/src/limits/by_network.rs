//! Applies a limit to each network around an address, so that many addresses of one owner do not get around it.

use std::{hash::Hash, net::IpAddr, time::Instant};

use charla::ChatError;

use super::{
    buckets::Buckets,
    limit::{Limit, LimitKey},
    refusals::Refusals,
};
use crate::{
    config::Rate,
    net::network::{LEVELS, Network},
};

/// How many times more a wider network may do, because more people share it.
const WIDER: [u32; LEVELS] = [1, 2, 4];

/// A limiter for each `K` in each network. `K` is a user name, or nothing.
#[derive(Debug)]
pub struct NetworkLimiter<K = ()> {
    levels: [Buckets<(K, Network)>; LEVELS],
    refusals: Refusals,
}

impl<K: Eq + Hash + Clone + LimitKey> NetworkLimiter<K> {
    /// `rate` is that of the narrowest network; wider networks get more.
    pub fn new(limit: Limit, rate: Rate) -> Self {
        let levels = WIDER.map(|more| Buckets::new(Rate { burst: rate.burst * more, every: rate.every / more }));
        Self { levels, refusals: Refusals::of(limit) }
    }

    /// Takes one token of each network.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if one of the networks has none left; nothing is taken then.
    pub fn take(&self, key: &K, from: IpAddr, now: Instant) -> Result<(), ChatError> {
        self.take_many(key, from, 1, now)
    }

    /// Takes this many tokens of each network.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if one of the networks has fewer; nothing is taken then.
    pub fn take_many(&self, key: &K, from: IpAddr, tokens: u32, now: Instant) -> Result<(), ChatError> {
        let mut taken: Vec<(usize, (K, Network))> = Vec::with_capacity(LEVELS);
        for (level, network) in Network::around(from) {
            let place = (key.clone(), network);
            if let Err(wait) = self.levels[level].take(place.clone(), tokens, now) {
                for (level, place) in &taken {
                    self.levels[*level].give_back(place, tokens);
                }
                return Err(self.refusals.refuse(key, wait));
            }
            taken.push((level, place));
        }
        Ok(())
    }

    /// Takes this many tokens of each network even if there are fewer. Later requests are refused until they are refilled.
    pub fn charge(&self, key: &K, from: IpAddr, tokens: u32, now: Instant) {
        for (level, network) in Network::around(from) {
            self.levels[level].wait((key.clone(), network), tokens, now);
        }
    }

    /// Undoes the last [`NetworkLimiter::take`].
    pub fn give_back(&self, key: &K, from: IpAddr) {
        for (level, network) in Network::around(from) {
            self.levels[level].give_back(&(key.clone(), network), 1);
        }
    }

    /// Fills the bucket of the narrowest network, and undoes the last take in the wider ones: other addresses in these may
    /// be guessing.
    pub fn forgive(&self, key: &K, from: IpAddr) {
        self.give_back(key, from);
        self.levels[0].forgive(&(key.clone(), Network::of(from)));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn limiter() -> NetworkLimiter {
        NetworkLimiter::new(Limit::SignInByNetwork, Rate { burst: 2, every: Duration::from_secs(60) })
    }

    fn passed(limiter: &NetworkLimiter, addresses: impl Iterator<Item = String>) -> usize {
        let now = Instant::now();
        addresses.filter(|address| limiter.take(&(), address.parse().expect("an address"), now).is_ok()).count()
    }

    #[test]
    fn many_addresses_of_one_network_get_little_more_than_one() {
        let limiter = limiter();
        assert_eq!(passed(&limiter, (0..5).map(|_| "203.0.113.1".into())), 2);
        assert_eq!(passed(&limiter, (2..200).map(|n| format!("203.0.113.{n}"))), 6, "of the /24 eight in all");
        assert_eq!(passed(&limiter, (0..5).map(|_| "198.51.100.1".into())), 2, "others have their own");

        assert_eq!(passed(&limiter, (0..50).map(|n| format!("2001:db8::{n:x}"))), 2, "of a /64");
        assert_eq!(passed(&limiter, (1..50).map(|n| format!("2001:db8:0:{n:x}::1"))), 2, "of a /56 four in all");
        assert_eq!(passed(&limiter, (1..50).map(|n| format!("2001:db8:0:{n:x}00::1"))), 4, "of a /48 eight in all");
    }

    #[test]
    fn a_refusal_takes_nothing() {
        let limiter = limiter();
        assert_eq!(passed(&limiter, (0..9).map(|_| "203.0.113.1".into())), 2);
        assert_eq!(passed(&limiter, (2..5).map(|n| format!("203.0.113.{n}"))), 3);
    }

    #[test]
    fn several_are_taken_together_or_none() {
        let limiter = NetworkLimiter::new(Limit::ReadsByNetwork, Rate { burst: 7, every: Duration::from_secs(60) });
        let (from, now) = ("203.0.113.1".parse().expect("an address"), Instant::now());
        let passed: Vec<_> = [3, 3, 3, 1, 1].map(|tokens| limiter.take_many(&(), from, tokens, now).is_ok()).into();
        assert_eq!(passed, [true, true, false, true, false]);
        let refused = (2..6).map(|n| limiter.take_many(&(), [203, 0, 113, n].into(), 7, now).is_err());
        assert_eq!(refused.collect::<Vec<_>>(), [false, false, false, true], "of 28 for the /24 seven are gone");
    }

    #[test]
    fn forgiving_an_address_does_not_forgive_its_network() {
        let limiter = limiter();
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert_eq!(passed(&limiter, (2..9).map(|n| format!("203.0.113.{n}"))), 7);
        let now = Instant::now();
        assert_eq!(limiter.take(&(), ip("203.0.113.1"), now), Ok(()));
        limiter.forgive(&(), ip("203.0.113.1"));
        assert_eq!(limiter.take(&(), ip("203.0.113.1"), now), Ok(()));
        assert!(limiter.take(&(), ip("203.0.113.77"), now).is_err());
    }
}
