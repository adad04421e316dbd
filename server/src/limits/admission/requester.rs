//! The requester, to whom a request is charged.

use charla::UserId;

use crate::{limits::LimitKey, net::network::Network};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requester {
    User(UserId),
    /// The network of a request without a session.
    Network(Network),
}

impl LimitKey for Requester {
    fn user(&self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(*user),
            Self::Network(_) => None,
        }
    }

    fn network(&self) -> Option<Network> {
        match self {
            Self::User(_) => None,
            Self::Network(network) => Some(*network),
        }
    }
}
