//! Security events, from which an operator recognises an attack, or learns what happened to an account: one line each, at
//! `info`, with a target of its own. A line has ids and networks; never names, messages or passwords.

use charla::UserId;

use crate::log::request_id;

/// The log target of security events.
pub const TARGET: &str = "charla::security";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    SignedIn,
    Registered,
    SignInFailed,
    /// The stored hash exceeds the bound on the cost of a sign-in, which is newer: the user needs another password.
    HashRefused,
    PasswordChanged,
    SignedOut,
    /// Ended by the user on another device, by its age, or because a newer session took its place: that of a user who
    /// signed in with the same browser, or one too many.
    SessionEnded,
    Exported,
}

/// Logs an event with the network and the id of the current request. `user` is absent if no user has the given name.
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
