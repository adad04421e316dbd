//! How often the password of one account may be guessed, from wherever.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use charla::ChatError;

use crate::{
    config::{Rate, Rates},
    limits::{Buckets, Limit, Refusals},
    net::network::Network,
};

/// Tries of one network from the bucket of newcomers: two, because the first may be mistyped, then one a day. An attacker
/// needs hundreds of networks for each account to keep that bucket empty.
const OF_NEWCOMER: Rate = Rate { burst: 2, every: Duration::from_secs(24 * 60 * 60) };

/// All networks share one bucket, which a single attacker can keep empty. The first tries of each network have a second
/// bucket, so that the owner can sign in from a new browser while others guess.
#[derive(Debug)]
pub(super) struct AccountLimiter {
    everybody: Buckets<String>,
    newcomers: Buckets<String>,
    by_newcomer: Buckets<(String, Network)>,
    refusals: Refusals,
}

/// Of which bucket a try was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    Everybody,
    Newcomers,
}

impl AccountLimiter {
    pub(super) fn new(rates: &Rates) -> Self {
        Self {
            everybody: Buckets::new(rates.sign_in_by_account),
            newcomers: Buckets::new(rates.sign_in_by_newcomers),
            by_newcomer: Buckets::new(OF_NEWCOMER),
            refusals: Refusals::of(Limit::SignInByAccount),
        }
    }

    /// # Errors
    /// [`ChatError::TooManyRequests`] where neither bucket has a try left for this network; nothing is taken then.
    pub(super) fn take(&self, username: &String, from: IpAddr, now: Instant) -> Result<Share, ChatError> {
        let Err(wait) = self.everybody.take(username.clone(), 1, now) else { return Ok(Share::Everybody) };
        let newcomer = newcomer(username, from);
        if self.by_newcomer.take(newcomer.clone(), 1, now).is_err() {
            return Err(self.refusals.refuse(username, wait));
        }
        match self.newcomers.take(username.clone(), 1, now) {
            Ok(()) => Ok(Share::Newcomers),
            Err(other) => {
                self.by_newcomer.give_back(&newcomer, 1);
                Err(self.refusals.refuse(username, wait.min(other)))
            }
        }
    }

    /// Takes back what the last [`AccountLimiter::take`] took.
    pub(super) fn give_back(&self, username: &String, from: IpAddr, share: Share) {
        match share {
            Share::Everybody => self.everybody.give_back(username, 1),
            Share::Newcomers => {
                self.newcomers.give_back(username, 1);
                self.by_newcomer.give_back(&newcomer(username, from), 1);
            }
        }
    }
}

fn newcomer(username: &str, from: IpAddr) -> (String, Network) {
    (username.to_owned(), Network::of(from).widest())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn ana() -> String {
        "ana".into()
    }

    fn botnet(networks: u8) -> impl Iterator<Item = IpAddr> {
        (0..networks).map(|network| [198, 51, network, 1].into())
    }

    const OWNER: [u8; 4] = [203, 0, 113, 1];

    #[test]
    fn a_network_that_does_not_guess_tries_while_another_one_guesses() {
        let limiter = AccountLimiter::new(&Rates::default());
        let (guesser, owner, now) = ([198, 51, 100, 1].into(), OWNER.into(), Instant::now());
        let guesses = (0..1_000).filter(|_| limiter.take(&ana(), guesser, now).is_ok()).count();
        assert_eq!(guesses, 52, "those of everybody and its own two");
        let neighbour = [198, 51, 100, 77].into();
        assert_eq!(limiter.take(&ana(), neighbour, now), Err(ChatError::TooManyRequests { retry_after: 120 }));
        let tries: Vec<_> = (0..3).map(|_| limiter.take(&ana(), owner, now).is_ok()).collect();
        assert_eq!(tries, [true, true, false], "the second for who mistypes");
        assert_eq!(limiter.take(&"luis".into(), guesser, now), Ok(Share::Everybody), "others are not guessed");
    }

    #[test]
    fn two_hundred_networks_guess_a_thousand_times_a_day_and_the_owner_does_not_wait() {
        let limiter = AccountLimiter::new(&Rates::default());
        let start = Instant::now();
        let mut days = Vec::new();
        for day in 0..3_u32 {
            let mut guesses = 0;
            for minute in 0..24 * 60 {
                let now = start + MINUTE * (day * 24 * 60 + minute);
                guesses += botnet(200).filter(|from| limiter.take(&ana(), *from, now).is_ok()).count();
                if minute % 60 == 30 {
                    let share = limiter.take(&ana(), OWNER.into(), now);
                    assert_eq!(share, Ok(Share::Newcomers), "day {day}, minute {minute}");
                    limiter.give_back(&ana(), OWNER.into(), Share::Newcomers);
                }
            }
            days.push(guesses);
        }
        assert!(days[0] <= 50 + 720 + 400 && days[1..].iter().all(|guesses| *guesses <= 720 + 200), "{days:?}");
    }

    #[test]
    fn however_many_networks_guess_there_is_a_bound_for_each_day_and_the_owner_waits_for_minutes_once_they_are_known() {
        let limiter = AccountLimiter::new(&Rates::default());
        let start = Instant::now();
        let mut guesses = 0;
        let everywhere =
            || (0..20).flat_map(|more| (0..250).map(move |network| IpAddr::from([10 + more, network, 0, 1])));
        for minute in 0..24 * 60 {
            let now = start + MINUTE * minute;
            // In each minute those of another part, so that there are some at any time that have not guessed.
            let part = usize::try_from(minute).expect("few") * 10 % 5_000;
            guesses += everywhere().skip(part).take(20).filter(|from| limiter.take(&ana(), *from, now).is_ok()).count();
        }
        assert!(guesses <= 50 + 720 + 500 + 360, "{guesses}");

        let limiter = AccountLimiter::new(&Rates::default());
        let exhausted = everywhere().take(250).cycle().take(10_000);
        let guesses = exhausted.filter(|from| limiter.take(&ana(), *from, start).is_ok()).count();
        assert_eq!(guesses, 550);
        let owner = limiter.take(&ana(), OWNER.into(), start);
        assert_eq!(owner, Err(ChatError::TooManyRequests { retry_after: 120 }));
        let later = start + 4 * MINUTE;
        for from in everywhere().take(250).cycle().take(1_000) {
            let _ = limiter.take(&ana(), from, later);
        }
        assert_eq!(limiter.take(&ana(), OWNER.into(), later), Ok(Share::Newcomers));
    }

    #[test]
    fn whoever_signs_in_takes_nothing_of_either_bucket() {
        let limiter = AccountLimiter::new(&Rates::default());
        let now = Instant::now();
        for _ in 0..1_000 {
            let share = limiter.take(&ana(), OWNER.into(), now).expect("it was given back");
            limiter.give_back(&ana(), OWNER.into(), share);
        }
        while limiter.take(&ana(), OWNER.into(), now) == Ok(Share::Everybody) {}
        limiter.give_back(&ana(), OWNER.into(), Share::Newcomers);
        for _ in 0..1_000 {
            assert_eq!(limiter.take(&ana(), OWNER.into(), now), Ok(Share::Newcomers));
            limiter.give_back(&ana(), OWNER.into(), Share::Newcomers);
        }
    }
}
