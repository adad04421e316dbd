//! How often passwords may be tried.

use std::{net::IpAddr, time::Instant};

use charla::ChatError;

use super::account_limiter::{AccountLimiter, Share};
use crate::{
    auth::{
        browser::BrowserKey,
        password::{Claimant, ClaimantPath},
    },
    config::{Rate, Rates},
    limits::{Limit, Limiter, NetworkLimiter},
};

/// The longest user name of imported users. Users who register have shorter ones.
const LONGEST_USERNAME: usize = 150;

/// By network, by user name within each network, and by user name alone against guesses from many networks. A browser that
/// is known to be the user's has limits of its own instead.
#[derive(Debug)]
pub(super) struct Attempts {
    by_network: NetworkLimiter,
    by_username: NetworkLimiter<String>,
    by_account: AccountLimiter,
    by_browser: Limiter<(String, BrowserKey)>,
    /// Of all known browsers of a user, also where the password is right: each takes a hash and writes a session.
    by_known_browsers: Limiter<String>,
}

/// An attempt whose result is not known yet.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    attempts: &'a Attempts,
    username: String,
    from: IpAddr,
    by: AttemptLimit,
}

/// The limit that the attempt counts against.
#[derive(Debug, Clone, Copy)]
enum AttemptLimit {
    KnownBrowser(BrowserKey),
    Account(Share),
}

impl Attempts {
    pub(super) fn new(rates: &Rates) -> Self {
        Self {
            by_network: NetworkLimiter::new(Limit::SignInByNetwork, rates.sign_in_by_address),
            by_username: NetworkLimiter::new(Limit::SignInByUsername, rates.sign_in_by_username),
            by_account: AccountLimiter::new(rates),
            by_browser: Limiter::new(Limit::SignInByBrowser, rates.sign_in_by_browser),
            by_known_browsers: Limiter::new(Limit::SignInByKnownBrowsers, of_owner(rates.sign_in_by_account)),
        }
    }

    /// Counts a request of a client that is not signed in, as one attempt to sign in.
    pub(super) fn admit(&self, from: IpAddr) -> Result<(), ChatError> {
        self.by_network.take(&(), from, Instant::now())
    }

    /// `known` is the browser if this user has signed in with it before.
    pub(super) fn begin(
        &self,
        username: &str,
        from: IpAddr,
        known: Option<BrowserKey>,
    ) -> Result<Attempt<'_>, ChatError> {
        let now = Instant::now();
        // The keys in memory must be bounded; no user name is longer.
        let username: String = username.chars().take(LONGEST_USERNAME).collect();
        let by = if let Some(browser) = known {
            let key = (username.clone(), browser);
            // An attempt that the limit of this browser refuses does not count for the user's other browsers.
            self.by_browser.take(key.clone(), now)?;
            let taken = self.by_known_browsers.take(username.clone(), now);
            taken.inspect_err(|_| self.by_browser.give_back(&key))?;
            AttemptLimit::KnownBrowser(browser)
        } else {
            self.admit(from)?;
            self.by_username.take(&username, from, now)?;
            let share = self.by_account.take(&username, from, now);
            AttemptLimit::Account(share.inspect_err(|_| self.by_username.give_back(&username, from))?)
        };
        Ok(Attempt { attempts: self, username, from, by })
    }
}

/// A larger limit, since programs sign in on each run, and no stranger can use it up.
fn of_owner(rate: Rate) -> Rate {
    Rate { burst: 2 * rate.burst, every: rate.every / 20 }
}

impl Attempt<'_> {
    /// Returns the queue in which the verification waits.
    pub(super) fn claimant(&self) -> ClaimantPath {
        match self.by {
            AttemptLimit::KnownBrowser(browser) => Claimant::known(browser),
            AttemptLimit::Account(_) => Claimant::from_network(self.from),
        }
    }

    /// The password was right: resets the limits of this user.
    pub(super) fn succeeded(self) {
        let Self { attempts, username, from, by } = self;
        match by {
            AttemptLimit::KnownBrowser(browser) => attempts.by_browser.forgive(&(username, browser)),
            AttemptLimit::Account(share) => {
                attempts.by_username.forgive(&username, from);
                // Attempts of other networks still count.
                attempts.by_account.give_back(&username, from, share);
            }
        }
    }

    /// The server was too busy to verify the password: the attempt does not count.
    pub(super) fn was_none(self) {
        let Self { attempts, username, from, by } = self;
        match by {
            AttemptLimit::KnownBrowser(browser) => {
                attempts.by_known_browsers.give_back(&username);
                attempts.by_browser.give_back(&(username, browser));
            }
            AttemptLimit::Account(share) => {
                attempts.by_network.give_back(&(), from);
                attempts.by_username.give_back(&username, from);
                attempts.by_account.give_back(&username, from, share);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::Rate;

    #[test]
    fn a_refusal_for_load_costs_nobody_a_try() {
        let one = Rate { burst: 1, every: Duration::from_secs(600) };
        let rates =
            Rates { sign_in_by_username: one, sign_in_by_address: one, sign_in_by_account: one, ..Rates::default() };
        let attempts = Attempts::new(&rates);
        let from = "203.0.113.1".parse().expect("an address");
        for _ in 0..20 {
            attempts.begin("ana", from, None).expect("none was counted").was_none();
        }
        let _tried = attempts.begin("ana", from, None).expect("the first that counts");
        assert!(attempts.begin("ana", from, None).is_err());
    }
}
