//! Light or dark, as the reader wants it.

use serde::{Deserialize, Serialize};

/// `--paper` of the style.
const LIGHT: &str = "#fbf7f0";
const DARK: &str = "#17141c";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the reader's system is, which the style follows by itself.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As in the cookie, and in the attribute `data-theme` that the style knows.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.tag() == tag)
    }

    /// For what a browser draws around the page: where the system is of this kind, this colour.
    pub(crate) const fn papers(self) -> [(&'static str, &'static str); 2] {
        let (light, dark) = match self {
            Self::System => (LIGHT, DARK),
            Self::Light => (LIGHT, LIGHT),
            Self::Dark => (DARK, DARK),
        };
        [("(prefers-color-scheme: light)", light), ("(prefers-color-scheme: dark)", dark)]
    }
}
