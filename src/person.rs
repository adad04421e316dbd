//! A person of the marketplace, as the directory shows them.

use serde::{Deserialize, Serialize};

use crate::{MarketplaceId, User};

/// What somebody is in the marketplace. One user may be both, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Customer,
    Provider,
}

impl Role {
    /// `None` for anything but `customer` and `provider`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Customer, Self::Provider].into_iter().find(|role| role.as_str() == text)
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Provider => "provider",
        }
    }
}

/// A user under one of their roles, with the id by which a conversation with them is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user: User,
    pub role: Role,
    pub participant_id: MarketplaceId,
}

/// Whom to open a conversation with. Without a `role` a customer of this id is looked for first,
/// then a provider, as the origin does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    pub id: MarketplaceId,
    pub role: Option<Role>,
}
