//! What an operator needs to see an attack, or to tell users what happened to their accounts: one line for each event,
//! at `info`, under a target of its own. A line has ids and networks; never names, messages or passwords.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use charla::UserId;
use tracing::field::display;

use crate::{
    limiter::{Limiter, Rate},
    network::Network,
    request_id,
};

/// For `RUST_LOG`, and for whatever reads the log.
pub const TARGET: &str = "charla::security";

/// A limit that is met again and again says so once a minute, whatever address of a network it is: otherwise the log
/// would be the next thing to flood.
static LIMITS_MET: LazyLock<Limiter<Meeting>> =
    LazyLock::new(|| Limiter::new(Rate { burst: 1, every: Duration::from_secs(60) }));

/// Which limit, and who met it from where.
type Meeting = (&'static str, Option<UserId>, Option<Network>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    SignedIn,
    Registered,
    SignInFailed,
    PasswordChanged,
    SignedOut,
    /// By another device of its user, by its age, or by a newer one in its place.
    SessionEnded,
    Exported,
}

/// With the network and the id of the request that runs now. The `user` is absent where the user name is nobody's.
pub fn log(event: Event, user: impl Into<Option<UserId>>) {
    let request_id::Context { id, network } = request_id::context();
    let user = user.into().map(|user| user.0);
    tracing::info!(target: TARGET, event = event.name(), user, network = network.map(display), request_id = %id);
}

/// To be called wherever a request is refused because there were too many; `limit` is its name in the log.
pub fn limit_met(limit: &'static str, user: impl Into<Option<UserId>>) {
    let request_id::Context { id, network } = request_id::context();
    let user = user.into();
    if LIMITS_MET.take((limit, user, network.map(Network::widest)), Instant::now()).is_ok() {
        let (user, network) = (user.map(|user| user.0), network.map(display));
        tracing::info!(target: TARGET, event = "limit met", limit, user, network, request_id = %id);
    }
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed in",
            Self::Registered => "registered",
            Self::SignInFailed => "sign-in failed",
            Self::PasswordChanged => "password changed",
            Self::SignedOut => "signed out",
            Self::SessionEnded => "session ended",
            Self::Exported => "exported",
        }
    }
}
