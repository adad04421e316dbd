//! Refuses requests from other sites, and warns the operator if the public URL seems to be wrong.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::{HeaderMap, header};
use charla::ChatError;

use crate::net::origin::Origin;

/// Characters of another origin that are logged.
const MAX_LOGGED_CHARS: usize = 100;

#[derive(Debug)]
pub struct SameSite {
    ours: Origin,
    warned: AtomicBool,
}

impl SameSite {
    pub const fn new(ours: Origin) -> Self {
        Self { ours, warned: AtomicBool::new(false) }
    }

    /// Checks a request with [`Origin::check`].
    ///
    /// # Errors
    /// [`ChatError::CrossSite`]
    pub fn check(&self, headers: &HeaderMap) -> Result<(), ChatError> {
        self.ours.check(headers).inspect_err(|_| self.log(headers))
    }

    /// Logs a refusal. A page that was opened under another address than the public URL is refused like another site. If the
    /// browser does not say that it was another site, this is the likely cause: then the first refusal is a warning.
    fn log(&self, headers: &HeaderMap) {
        let Some(origin) = headers.get(header::ORIGIN) else { return };
        let came: String = String::from_utf8_lossy(origin.as_bytes()).chars().take(MAX_LOGGED_CHARS).collect();
        let expected = &self.ours;
        let is_elsewhere = headers.get("sec-fetch-site").is_some_and(|relation| relation != "same-origin");
        if is_elsewhere || self.warned.swap(true, Ordering::Relaxed) {
            tracing::debug!(?came, %expected, "refused: it comes from another site");
        } else {
            tracing::warn!(
                ?came,
                %expected,
                "refused: it comes from another site than CHARLA_PUBLIC_URL; if people open the chat under that \
                 address, set CHARLA_PUBLIC_URL to it"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::captured_log::captured_log;

    fn logged(requests: &[&[(&'static str, &str)]]) -> String {
        let ours = SameSite::new("https://chat.example".parse().expect("an origin"));
        captured_log(|| {
            for request in requests {
                let mut headers = HeaderMap::new();
                for (name, value) in *request {
                    headers.insert(*name, value.parse().expect("a header"));
                }
                assert_eq!(ours.check(&headers), Err(ChatError::CrossSite));
            }
        })
    }

    #[test]
    fn a_wrong_public_url_is_warned_of_once() {
        let said = logged(&[&[("origin", "https://other.example")], &[("origin", "https://other.example")]]);
        assert_eq!(said.lines().count(), 1, "{said}");
        for part in ["WARN", "https://other.example", "https://chat.example", "CHARLA_PUBLIC_URL"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        let same_origin: &[_] = &[("origin", "https://other.example"), ("sec-fetch-site", "same-origin")];
        assert!(logged(&[same_origin]).contains("WARN"));
        let long = format!("https://{}.example", "x".repeat(1_000));
        assert!(logged(&[&[("origin", &long)]]).len() < 600);
    }

    #[test]
    fn a_request_from_another_site_is_not_a_warning() {
        let elsewhere: &[_] = &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
        assert_eq!(logged(&[elsewhere, &[("sec-fetch-site", "cross-site")]]), "");
    }
}
