//! The preference for a language.

use super::{Preference, Preferences};
use crate::i18n::{Locale, Texts};

impl Preference for Locale {
    const NAME: &'static str = "lang";
    const ALL: &'static [Self] = &Locale::ALL;

    fn tag(self) -> &'static str {
        Self::tag(self)
    }

    fn from_tag(tag: &str) -> Option<Self> {
        Self::from_tag(tag)
    }

    fn of(preferences: &Preferences) -> Self {
        preferences.locale
    }

    fn label(texts: &Texts) -> &'static str {
        texts.language
    }

    /// Each language in its own words.
    fn text(self, _: &Texts) -> &'static str {
        self.name()
    }

    fn lang(self) -> Option<&'static str> {
        Some(Self::tag(self))
    }
}
