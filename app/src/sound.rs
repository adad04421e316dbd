//! The preference for a sound at new messages.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sound {
    On,
    /// The default, because a sound that the user did not ask for is startling.
    #[default]
    Off,
}

impl Sound {
    pub const ALL: [Self; 2] = [Self::On, Self::Off];

    /// Returns the value of the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sound| sound.tag() == tag)
    }
}
