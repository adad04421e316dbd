//! The preferences of the user in this browser. Each has a few values; the browser stores the chosen one in a cookie.

mod enter_key;
mod language;
mod sound;
mod theme;

use serde::{Deserialize, Serialize};

pub use self::{
    enter_key::{EnterKey, Press},
    sound::Sound,
    theme::Theme,
};
use crate::i18n::{Locale, Texts};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
    pub enter: EnterKey,
    pub sound: Sound,
}

/// One preference. The cookie and the field of the form have the tag of the chosen value.
pub trait Preference: Copy + PartialEq + 'static {
    /// The name of the cookie and of the form's field.
    const NAME: &'static str;
    const ALL: &'static [Self];

    fn tag(self) -> &'static str;

    fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.tag() == tag)
    }

    /// Returns the chosen value.
    fn of(preferences: &Preferences) -> Self;

    /// Returns the name of the preference, for people.
    fn label(texts: &Texts) -> &'static str;

    /// Returns the name of the value, for people.
    fn text(self, texts: &Texts) -> &'static str;

    /// Returns the language of `text` if it may differ from that of the page.
    fn lang(self) -> Option<&'static str> {
        None
    }
}

impl Preferences {
    /// Returns the preferences whose tags `value` returns by their names. `locale` is the language if there is no tag.
    pub fn read<'a>(locale: Locale, value: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            locale: chosen(&value).unwrap_or(locale),
            theme: chosen(&value).unwrap_or_default(),
            enter: chosen(&value).unwrap_or_default(),
            sound: chosen(&value).unwrap_or_default(),
        }
    }

    /// Returns name and tag as the cookie has them. None if there is no such preference, or it has no such value.
    pub fn known(name: &str, tag: &str) -> Option<(&'static str, &'static str)> {
        known_of::<Locale>(name, tag)
            .or_else(|| known_of::<Theme>(name, tag))
            .or_else(|| known_of::<EnterKey>(name, tag))
            .or_else(|| known_of::<Sound>(name, tag))
    }
}

fn chosen<'a, P: Preference>(value: &impl Fn(&str) -> Option<&'a str>) -> Option<P> {
    value(P::NAME).and_then(P::from_tag)
}

fn known_of<P: Preference>(name: &str, tag: &str) -> Option<(&'static str, &'static str)> {
    (name == P::NAME).then(|| P::from_tag(tag)).flatten().map(|choice| (P::NAME, choice.tag()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Browsers keep these cookies for a year.
    #[test]
    fn names_and_tags_of_cookies_do_not_change() {
        for (name, tags) in [
            ("lang", &["es", "en"][..]),
            ("theme", &["system", "light", "dark"]),
            ("enter", &["sends", "breaks"]),
            ("sound", &["on", "off"]),
        ] {
            for tag in tags {
                assert_eq!(Preferences::known(name, tag), Some((name, *tag)));
            }
            assert_eq!(Preferences::known(name, "x; Path=/"), None);
        }
        assert_eq!(Preferences::known("session", "on"), None);
    }

    #[test]
    fn a_preference_without_a_known_tag_has_its_default() {
        let by = |cookies: &'static [(&str, &str)]| {
            Preferences::read(Locale::En, |name| cookies.iter().find(|(key, _)| *key == name).map(|(_, tag)| *tag))
        };
        let usual = Preferences { locale: Locale::En, ..Preferences::default() };
        assert_eq!(by(&[]), usual);
        assert_eq!((usual.theme, usual.enter, usual.sound), (Theme::System, EnterKey::Sends, Sound::Off));
        assert_eq!(by(&[("lang", "fr"), ("theme", "pink"), ("enter", ""), ("sound", "ON")]), usual);
        let chosen = Preferences { locale: Locale::Es, theme: Theme::Dark, enter: EnterKey::Breaks, sound: Sound::On };
        assert_eq!(by(&[("sound", "on"), ("theme", "dark"), ("lang", "es"), ("enter", "breaks")]), chosen);
    }
}
