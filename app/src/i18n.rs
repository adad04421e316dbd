//! All texts of the user interface, in Spanish and English: one [`Texts`] value per language, so that a missing text
//! does not compile.

mod duration;
mod en;
mod errors;
mod es;
mod settings;
mod texts;

use charla::Failure;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use errors::{detail, field_problem, page_detail};
pub use settings::SettingsTexts;
pub use texts::Texts;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    #[default]
    Es,
    En,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::Es, Self::En];

    /// Returns the language tag, as in `lang` and `Accept-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// Returns the name of the language in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es => "Español",
            Self::En => "English",
        }
    }

    /// Returns the language of a tag, with or without a region.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }

    /// Returns the supported language with the highest weight in an `Accept-Language` header; Spanish if there is none,
    /// as in the original API.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (0.0, Self::default());
        for entry in accept_language.split(',') {
            let (tag, weight) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = match weight.trim().strip_prefix("q=") {
                Some(weight) => weight.parse().unwrap_or(0.0),
                None => 1.0_f32,
            };
            if let Some(locale) = Self::from_tag(tag)
                && weight > best.0
            {
                best = (weight, locale);
            }
        }
        best.1
    }

    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::Es => &es::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}

/// Returns the reader's language.
pub fn use_locale() -> Locale {
    use_context().unwrap_or_default()
}

/// Returns the texts in the reader's language.
pub fn use_texts() -> &'static Texts {
    use_locale().texts()
}

/// Returns the text for a failed server function.
pub fn failure_text(locale: Locale, failure: &Failure) -> String {
    match failure {
        Failure::Refused(error) => detail(locale, error),
        Failure::Unreachable => locale.texts().unreachable.to_owned(),
        Failure::TimedOut => locale.texts().timed_out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_supported_language_with_the_highest_weight_wins() {
        assert_eq!(Locale::negotiate(""), Locale::Es);
        assert_eq!(Locale::negotiate("fr-FR, de;q=0.8"), Locale::Es);
        assert_eq!(Locale::negotiate("fr, en-GB;q=0.7, es;q=0.5"), Locale::En);
        assert_eq!(Locale::negotiate("es;q=0.2, en;q=0.1"), Locale::Es);
        assert_eq!(Locale::negotiate("en;q=abc, ;;,,q=, *"), Locale::Es);
    }
}
