//! What an operator needs to see an attack, or to tell users what happened to their accounts: one line for each event,
//! at `info`, under a target of its own. A line has ids and networks; never names, messages or passwords.

use charla::UserId;

use crate::log::request_id;

/// For `RUST_LOG`, and for whatever reads the log.
pub const TARGET: &str = "charla::security";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    SignedIn,
    Registered,
    SignInFailed,
    /// Stored before there was a bound on what a sign-in may cost: its user needs another password.
    HashRefused,
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

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed in",
            Self::Registered => "registered",
            Self::SignInFailed => "sign-in failed",
            Self::HashRefused => "password hash refused",
            Self::PasswordChanged => "password changed",
            Self::SignedOut => "signed out",
            Self::SessionEnded => "session ended",
            Self::Exported => "exported",
        }
    }
}
