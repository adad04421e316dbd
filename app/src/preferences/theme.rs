//! The preference for a light or dark theme.

use serde::{Deserialize, Serialize};

use super::{Preference, Preferences};
use crate::i18n::Texts;

/// Values of `--paper` in the style sheet.
const LIGHT: &str = "#fbf7f0";
const DARK: &str = "#17141c";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// The theme of the user's system, which the style sheet follows.
    #[default]
    System,
    Light,
    Dark,
}

impl Preference for Theme {
    const NAME: &'static str = "theme";
    const ALL: &'static [Self] = &[Self::System, Self::Light, Self::Dark];

    /// Returns the value of the cookie and of the attribute `data-theme`.
    fn tag(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn of(preferences: &Preferences) -> Self {
        preferences.theme
    }

    fn label(texts: &Texts) -> &'static str {
        texts.appearance
    }

    fn text(self, texts: &Texts) -> &'static str {
        match self {
            Self::System => texts.as_the_system,
            Self::Light => texts.light,
            Self::Dark => texts.dark,
        }
    }
}

impl Theme {
    /// Returns the colours for the browser's own interface: pairs of media query and `theme-color`.
    pub(crate) const fn papers(self) -> [(&'static str, &'static str); 2] {
        let (light, dark) = match self {
            Self::System => (LIGHT, DARK),
            Self::Light => (LIGHT, LIGHT),
            Self::Dark => (DARK, DARK),
        };
        [("(prefers-color-scheme: light)", light), ("(prefers-color-scheme: dark)", dark)]
    }
}
