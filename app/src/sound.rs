//! Whether a new message is heard.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sound {
    On,
    /// Nobody is startled who did not ask for it.
    #[default]
    Off,
}

impl Sound {
    pub const ALL: [Self; 2] = [Self::On, Self::Off];

    /// As in the cookie.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }

    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sound| sound.tag() == tag)
    }
}
