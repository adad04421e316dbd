//! Newtypes of all ids, so that one kind cannot be taken for another.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::Uuid;

use crate::limits::MARKETPLACE_ID_CHARS;

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

integer_id!(
    /// A person who signs in. Not a customer id, not a provider id.
    UserId
);
integer_id!(ConversationId);
integer_id!(MessageId);
integer_id!(
    /// The place of a message in its conversation: 1, 2, 3 … without gap. As a cursor, 0 stands
    /// before the first message.
    Seq
);

integer_id!(
    /// The changes of a conversation's messages are counted: 1, 2, 3 … Each message has the number of its last
    /// one. What a member decides about a conversation is counted likewise. 0 stands before the first.
    Revision
);

impl Revision {
    /// Nothing was changed.
    pub const START: Self = Self(0);

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    #[must_use]
    pub const fn is_start(&self) -> bool {
        self.0 == 0
    }
}

impl Seq {
    /// Before the first message.
    pub const START: Self = Self(0);

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Made by the client for each send, so that a retry is recognised: unique per sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(pub Uuid);

impl ClientId {
    /// Version 7: unique everywhere, and later ones sort after earlier ones.
    #[must_use]
    pub fn generate() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ClientId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().parse().map(Self)
    }
}

/// Names a session among those of its user, and opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub Uuid);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl FromStr for SessionId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A customer or provider id as the marketplace knows it: opaque text of 1 to 64 characters.
/// JSON numbers are accepted and taken as their decimal text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MarketplaceId(String);

impl MarketplaceId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MarketplaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id of the marketplace has 1 to {MARKETPLACE_ID_CHARS} characters and no control characters")]
pub struct MarketplaceIdError;

impl FromStr for MarketplaceId {
    type Err = MarketplaceIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let fits = (1..=MARKETPLACE_ID_CHARS).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) { Ok(Self(text.to_owned())) } else { Err(MarketplaceIdError) }
    }
}

impl From<i64> for MarketplaceId {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl<'de> Deserialize<'de> for MarketplaceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = MarketplaceId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an integer")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(number.into())
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(MarketplaceId(number.to_string()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
