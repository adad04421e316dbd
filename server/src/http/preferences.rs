//! Preferences of the reader, as the browser sends them with each request: language, theme, what Enter does, sound, time
//! zone.

use app::{enter_key::EnterKey, i18n::Locale, sound::Sound, theme::Theme};
use axum::http::{HeaderMap, header};

use crate::http::cookies;

/// The cookie of the language.
pub const LANGUAGE: &str = "lang";

/// The cookie of the theme.
pub const THEME: &str = "theme";

/// The cookie of what Enter does in the composer.
pub const ENTER: &str = "enter";

/// The cookie of whether a new message makes a sound.
pub const SOUND: &str = "sound";

/// Returns the language of the cookie, else the one that the browser asks for, else Spanish.
pub fn locale(headers: &HeaderMap) -> Locale {
    let chosen = cookies::value(headers, LANGUAGE).and_then(Locale::from_tag);
    chosen.unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Locale::negotiate(accepted.unwrap_or_default())
    })
}

/// Returns the theme of the cookie, else the one of the operating system.
pub fn theme(headers: &HeaderMap) -> Theme {
    cookies::value(headers, THEME).and_then(Theme::from_tag).unwrap_or_default()
}

/// Returns the setting of the cookie, else that Enter sends.
pub fn enter(headers: &HeaderMap) -> EnterKey {
    cookies::value(headers, ENTER).and_then(EnterKey::from_tag).unwrap_or_default()
}

/// Returns the setting of the cookie, else no sound.
pub fn sound(headers: &HeaderMap) -> Sound {
    cookies::value(headers, SOUND).and_then(Sound::from_tag).unwrap_or_default()
}

/// The cookie with the time zone of the browser.
pub const TIME_ZONE: &str = "time_zone";

/// Returns the name of the time zone, unchecked; empty without a cookie.
pub fn time_zone(headers: &HeaderMap) -> &str {
    cookies::value(headers, TIME_ZONE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(cookies: &'static str, accepted: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookies.parse().expect("a header"));
        headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().expect("a header"));
        headers
    }

    #[test]
    fn the_cookie_counts_before_the_languages_of_the_browser() {
        assert_eq!(locale(&with("a=b; lang=es", "en")), Locale::Es);
        assert_eq!(locale(&with("lang=fr", "en-GB, es;q=0.5")), Locale::En);
        assert_eq!(locale(&HeaderMap::new()), Locale::Es);
    }

    #[test]
    fn the_theme_is_that_of_the_system_unless_a_cookie_sets_it() {
        assert_eq!(theme(&with("theme=dark", "")), Theme::Dark);
        assert_eq!(theme(&with("theme=pink", "")), Theme::System);
        assert_eq!(theme(&HeaderMap::new()), Theme::System);
    }

    #[test]
    fn enter_sends_and_there_is_no_sound_unless_a_cookie_says_otherwise() {
        assert_eq!(enter(&with("enter=breaks", "")), EnterKey::Breaks);
        assert_eq!(enter(&with("enter=x", "")), EnterKey::Sends);
        assert_eq!(sound(&with("sound=on", "")), Sound::On);
        assert_eq!(sound(&HeaderMap::new()), Sound::Off);
    }
}
