//! The refusals of one limit.

use std::time::{Duration, Instant};

use charla::{ChatError, UserId};
use tracing::field::display;

use super::{
    buckets::Buckets,
    limit::{Limit, LimitKey},
};
use crate::{
    config::Rate,
    log::{request_id, security::TARGET},
    net::network::Network,
};

/// One line for a user, or for the widest network around the client, in this time: otherwise an attacker could flood the
/// log.
const LOG_RATE: Rate = Rate { burst: 1, every: Duration::from_secs(60) };

/// Makes the refusals of a limit, and logs them. Only this makes a [`ChatError::TooManyRequests`], so that no limit
/// refuses without a line in the log.
#[derive(Debug)]
pub struct Refusals {
    limit: Limit,
    logged: Buckets<(Option<UserId>, Option<Network>)>,
}

impl Refusals {
    pub fn of(limit: Limit) -> Self {
        Self { limit, logged: Buckets::new(LOG_RATE) }
    }

    /// Returns a refusal that asks the client to wait, rounded up to seconds.
    pub fn refuse(&self, key: &impl LimitKey, wait: Duration) -> ChatError {
        self.log(key);
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        ChatError::TooManyRequests { retry_after: u32::try_from(seconds).unwrap_or(u32::MAX) }
    }

    /// Logs a refusal that is not made by [`Self::refuse`].
    pub fn log(&self, key: &impl LimitKey) {
        let context = request_id::running();
        let user = key.user();
        let network = key.network().or(context.and_then(|context| context.network));
        let same = if user.is_some() { (user, None) } else { (None, network.map(Network::widest)) };
        if self.logged.take(same, 1, Instant::now()).is_ok() {
            let (limit, user) = (self.limit.name(), user.map(|user| user.0));
            let (network, request_id) = (network.map(display), context.map(|context| display(context.id)));
            tracing::info!(target: TARGET, event = "limit met", limit, user, network, request_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::captured_log::captured_log;

    fn lines(work: impl FnOnce()) -> Vec<String> {
        let log = captured_log(work);
        log.lines().filter_map(|line| Some(line.split_once("limit met\" ")?.1.to_owned())).collect()
    }

    fn network(address: &str) -> Network {
        Network::of(address.parse().expect("an address"))
    }

    #[test]
    fn the_same_user_is_logged_once_a_minute() {
        let sends = Refusals::of(Limit::Sends);
        let refused = lines(|| {
            for user in [1, 1, 4, 1, 4] {
                sends.refuse(&UserId(user), Duration::from_millis(1_500));
            }
        });
        assert_eq!(refused, ["limit=\"sends\" user=1", "limit=\"sends\" user=4"]);
        let error = sends.refuse(&UserId(1), Duration::from_millis(1_500));
        assert_eq!(error, ChatError::TooManyRequests { retry_after: 2 });
    }

    #[test]
    fn many_addresses_of_one_network_are_one_line() {
        let connections = Refusals::of(Limit::Connections);
        let refused = lines(|| {
            for address in ["203.0.113.1", "203.0.113.7", "203.0.113.200", "198.51.100.1"] {
                connections.log(&network(address));
            }
        });
        let line = |network: &str| format!("limit=\"connections by network\" network={network}");
        assert_eq!(refused, [line("203.0.113.1"), line("198.51.100.1")]);
    }
}
