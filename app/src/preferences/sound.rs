//! The preference for a sound at new messages.

use serde::{Deserialize, Serialize};

use super::{Preference, Preferences};
use crate::i18n::Texts;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sound {
    On,
    /// The default, because a sound that the user did not ask for is startling.
    #[default]
    Off,
}

impl Preference for Sound {
    const NAME: &'static str = "sound";
    const ALL: &'static [Self] = &[Self::On, Self::Off];

    fn tag(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }

    fn of(preferences: &Preferences) -> Self {
        preferences.sound
    }

    fn label(texts: &Texts) -> &'static str {
        texts.settings.sound
    }

    fn text(self, texts: &Texts) -> &'static str {
        match self {
            Self::On => texts.settings.on,
            Self::Off => texts.settings.off,
        }
    }
}
