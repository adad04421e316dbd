//! The name of a browser and its system, from its `User-Agent`.

/// Browsers also send the names of others, so the order matters: the first name found is that of the browser.
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

/// Browser and system, as in `Firefox · Linux`; `None` if neither is known. All words are from the lists above, so that
/// nothing that the client wrote is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceName(pub Option<String>);

impl DeviceName {
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let words: Vec<_> = [named(&BROWSERS, user_agent), named(&SYSTEMS, user_agent)].into_iter().flatten().collect();
        Self((!words.is_empty()).then(|| words.join(" · ")))
    }
}

fn named(known: &[(&str, &'static str)], user_agent: &str) -> Option<&'static str> {
    known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(user_agent: &str) -> Option<String> {
        DeviceName::of(user_agent).0
    }

    #[test]
    fn each_browser_has_the_name_that_its_users_know() {
        for (user_agent, expected) in [
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
            assert_eq!(name(user_agent).as_deref(), Some(expected), "{user_agent}");
        }
    }

    #[test]
    fn an_unknown_user_agent_has_no_name() {
        for user_agent in ["", "<script>alert(1)</script>", "Mozilla/5.0"] {
            assert_eq!(name(user_agent), None, "{user_agent}");
        }
        assert_eq!(name("<b>Firefox/1</b> (Linux)").as_deref(), Some("Firefox · Linux"), "in our words");
    }
}
