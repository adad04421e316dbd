//! The names of the limits that can refuse a request.

use charla::UserId;

use crate::net::network::Network;

macro_rules! limits {
    ($($limit:ident: $name:literal,)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Limit {
            $($limit,)+
        }

        impl Limit {
            pub const ALL: &[Self] = &[$(Self::$limit,)+];

            /// Returns the name of the limit in the log.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$limit => $name,)+
                }
            }
        }
    };
}

limits! {
    SignInByNetwork: "sign-in by network",
    SignInByUsername: "sign-in by user name",
    SignInByAccount: "sign-in by account",
    SignInByBrowser: "sign-in by browser",
    SignInByKnownBrowsers: "sign-in by known browsers",
    WaitingPasswords: "passwords that wait",
    Registrations: "registrations",
    Renames: "renames",
    ExportLimiter: "exports",
    ExportsAtOnce: "exports at once",
    Sends: "sends",
    Bytes: "bytes a day",
    Typing: "typing",
    SearchLimiter: "searches",
    SearchesAtOnce: "searches at once",
    SearchesOfAll: "searches of all users",
    Opens: "conversations opened",
    ReadsByUser: "reads by user",
    ReadsByNetwork: "reads by network",
    RequestsAtOnceByUser: "requests at once by user",
    RequestsAtOnceByNetwork: "requests at once by network",
    LongBodiesAtOnce: "long bodies at once",
    PagesAtOnce: "pages at once",
    WaitingAnswers: "answers that wait",
    Handshakes: "handshakes",
    Sockets: "sockets",
    ResumeLimiter: "resumes",
    ResumesAtOnce: "resumes at once",
    Connections: "connections by network",
}

/// The part of a key that the log may contain. If the key is not a network, the log has the network of the request.
pub trait LimitKey {
    fn user(&self) -> Option<UserId> {
        None
    }

    fn network(&self) -> Option<Network> {
        None
    }
}

impl LimitKey for UserId {
    fn user(&self) -> Option<UserId> {
        Some(*self)
    }
}

impl LimitKey for Network {
    fn network(&self) -> Option<Network> {
        Some(*self)
    }
}

/// The key of a limit that does not distinguish users.
impl LimitKey for () {}

/// A user name. The log must not contain it.
impl LimitKey for String {}

#[cfg(test)]
impl LimitKey for &str {}
