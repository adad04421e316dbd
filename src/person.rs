//! Entries of the directory of the marketplace.

use serde::{Deserialize, Serialize};

use crate::{MarketplaceId, User};

/// A role in the marketplace. A user has none, one or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Customer,
    Provider,
}

impl Role {
    /// Parses `customer` or `provider`; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Customer, Self::Provider].into_iter().find(|role| role.as_str() == text)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Provider => "provider",
        }
    }
}

/// A user with a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user: User,
    /// One or both.
    pub roles: Vec<Role>,
    /// Opens a conversation with them, in one of the roles.
    pub participant: Participant,
}

/// The person to open a conversation with. Without a `role`, the id is looked up among the customers first, then among
/// the providers, as in the original API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    pub id: MarketplaceId,
    pub role: Option<Role>,
}
