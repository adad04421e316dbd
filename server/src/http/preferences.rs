//! Preferences of the reader, as the cookies of each request say.

use app::{i18n::Locale, preferences::Preferences};
use axum::http::{HeaderMap, header};

use crate::http::cookies;

/// Returns the preferences of the cookies. Without a cookie, the language is the one that the browser asks for, else
/// Spanish.
pub fn preferences(headers: &HeaderMap) -> Preferences {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let locale = Locale::negotiate(accepted.unwrap_or_default());
    Preferences::read(locale, |name| cookies::value(headers, name))
}

/// The cookie with the time zone of the browser.
pub const TIME_ZONE: &str = "time_zone";

/// Returns the name of the time zone, unchecked; empty without a cookie.
pub fn time_zone(headers: &HeaderMap) -> &str {
    cookies::value(headers, TIME_ZONE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use app::preferences::{EnterKey, Sound, Theme};

    use super::*;

    fn with(cookies: &'static str, accepted: &'static str) -> Preferences {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookies.parse().expect("a header"));
        headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().expect("a header"));
        preferences(&headers)
    }

    #[test]
    fn the_cookie_counts_before_the_languages_of_the_browser() {
        assert_eq!(with("a=b; lang=es", "en").locale, Locale::Es);
        assert_eq!(with("lang=fr", "en-GB, es;q=0.5").locale, Locale::En);
        assert_eq!(preferences(&HeaderMap::new()), Preferences::default());
    }

    #[test]
    fn each_preference_is_that_of_its_cookie() {
        let chosen = Preferences { locale: Locale::En, theme: Theme::Dark, enter: EnterKey::Breaks, sound: Sound::On };
        assert_eq!(with("theme=dark; enter=breaks; lang=en; sound=on", "es"), chosen);
    }
}
