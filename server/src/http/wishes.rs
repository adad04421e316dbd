//! What the reader wishes, as the browser brings it along: language, light or dark, time zone, how it is written.

use app::{enter_key::EnterKey, i18n::Locale, sound::Sound, theme::Theme};
use axum::http::{HeaderMap, header};

/// The cookie by which a reader chose a language.
pub const LANGUAGE: &str = "lang";

/// The cookie by which a reader chose light or dark.
pub const THEME: &str = "theme";

/// The cookie by which a reader chose what Enter does.
pub const ENTER: &str = "enter";

/// The cookie by which a reader chose whether a new message is heard.
pub const SOUND: &str = "sound";

/// What was chosen, else what the browser asks for, else Spanish.
#[must_use]
pub fn locale(headers: &HeaderMap) -> Locale {
    let chosen = cookie(headers, LANGUAGE).and_then(Locale::from_tag);
    chosen.unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Locale::negotiate(accepted.unwrap_or_default())
    })
}

/// What was chosen, else what the system has.
#[must_use]
pub fn theme(headers: &HeaderMap) -> Theme {
    cookie(headers, THEME).and_then(Theme::from_tag).unwrap_or_default()
}

/// What was chosen, else Enter sends.
#[must_use]
pub fn enter(headers: &HeaderMap) -> EnterKey {
    cookie(headers, ENTER).and_then(EnterKey::from_tag).unwrap_or_default()
}

/// What was chosen, else silence.
#[must_use]
pub fn sound(headers: &HeaderMap) -> Sound {
    cookie(headers, SOUND).and_then(Sound::from_tag).unwrap_or_default()
}

/// The cookie by which the browser names its time zone.
pub const TIME_ZONE: &str = "time_zone";

/// As the browser names it; empty where it did not.
#[must_use]
pub fn time_zone(headers: &HeaderMap) -> &str {
    cookie(headers, TIME_ZONE).unwrap_or_default()
}

pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (key, value) = cookie.trim().split_once('=')?;
        (key == name).then_some(value)
    })
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
    fn the_choice_counts_before_the_browsers_wish() {
        assert_eq!(locale(&with("a=b; lang=es", "en")), Locale::Es);
        assert_eq!(locale(&with("lang=fr", "en-GB, es;q=0.5")), Locale::En);
        assert_eq!(locale(&HeaderMap::new()), Locale::Es);
    }

    #[test]
    fn who_chose_nothing_sees_what_the_system_has() {
        assert_eq!(theme(&with("theme=dark", "")), Theme::Dark);
        assert_eq!(theme(&with("theme=pink", "")), Theme::System);
        assert_eq!(theme(&HeaderMap::new()), Theme::System);
    }

    #[test]
    fn who_chose_nothing_sends_by_enter_and_hears_nothing() {
        assert_eq!(enter(&with("enter=breaks", "")), EnterKey::Breaks);
        assert_eq!(enter(&with("enter=x", "")), EnterKey::Sends);
        assert_eq!(sound(&with("sound=on", "")), Sound::On);
        assert_eq!(sound(&HeaderMap::new()), Sound::Off);
    }
}
