//! The name of a browser and its system, from its `User-Agent`.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

/// Browsers say the names of others, too: the first of these that is found is meant.
const BROWSERS: [(&str, &str); 16] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPiOS/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "Python"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

/// Browser and system of who asks, as `Firefox · Linux`; none where neither is known. Every word of it is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceName(pub Option<String>);

impl DeviceName {
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let said = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let words: Vec<_> = [named(&BROWSERS, said), named(&SYSTEMS, said)].into_iter().flatten().collect();
        Self((!words.is_empty()).then(|| words.join(" · ")))
    }
}

fn named(known: &[(&str, &'static str)], said: &str) -> Option<&'static str> {
    known.iter().find(|(mark, _)| said.contains(mark)).map(|(_, name)| *name)
}

impl<S: Send + Sync> FromRequestParts<S> for DeviceName {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(said: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, said.parse().expect("a header"));
        DeviceName::of(&headers).0
    }

    #[test]
    fn each_browser_is_called_what_its_users_call_it() {
        for (said, called) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
                "Safari · macOS",
            ),
            ("curl/8.14.1", "curl"),
        ] {
            assert_eq!(name(said).as_deref(), Some(called), "{said}");
        }
    }

    #[test]
    fn who_says_nothing_that_is_known_has_no_name() {
        for said in ["", "<script>alert(1)</script>", "Mozilla/5.0"] {
            assert_eq!(name(said), None, "{said}");
        }
        assert_eq!(name("<b>Firefox/1</b> (Linux)").as_deref(), Some("Firefox · Linux"), "in our words");
    }
}
