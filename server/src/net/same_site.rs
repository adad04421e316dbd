//! The check that a request comes from a page of this site. A refusal warns the operator if the public URL seems to be
//! wrong.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::{HeaderMap, header};
use charla::ChatError;

use crate::net::origin::Origin;

/// Characters of another origin that are logged.
const MAX_LOGGED_CHARS: usize = 100;

/// How the page of a request is related to its target, as the browser sees it.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

#[derive(Debug)]
pub struct SameSiteCheck {
    public_url: Origin,
    has_warned: AtomicBool,
}

impl SameSiteCheck {
    pub const fn new(public_url: Origin) -> Self {
        Self { public_url, has_warned: AtomicBool::new(false) }
    }

    /// Checks that a request comes from a page of this site, or from a program, which sends no `Origin`. Browsers send both
    /// `Origin` and `Sec-Fetch-Site`; either one is enough to refuse.
    ///
    /// # Errors
    /// [`ChatError::CrossSite`]
    pub fn check(&self, headers: &HeaderMap) -> Result<(), ChatError> {
        if self.is_allowed(headers) {
            return Ok(());
        }
        self.log_refusal(headers);
        Err(ChatError::CrossSite)
    }

    fn is_allowed(&self, headers: &HeaderMap) -> bool {
        if headers.get(SEC_FETCH_SITE).is_some_and(|relation| relation != "same-origin" && relation != "none") {
            return false;
        }
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => true,
            (Some(origin), None) => origin.to_str().is_ok_and(|origin| self.public_url.is_same(origin)),
            _ => false,
        }
    }

    /// A page that was opened under another address than the public URL is refused like another site. This is the likely
    /// cause unless the browser says that it was another site: then the first refusal is a warning.
    fn log_refusal(&self, headers: &HeaderMap) {
        let Some(origin) = headers.get(header::ORIGIN) else { return };
        let came: String = String::from_utf8_lossy(origin.as_bytes()).chars().take(MAX_LOGGED_CHARS).collect();
        let expected = &self.public_url;
        let is_elsewhere = headers.get(SEC_FETCH_SITE).is_some_and(|relation| relation != "same-origin");
        if is_elsewhere || self.has_warned.swap(true, Ordering::Relaxed) {
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
        let same_site = SameSiteCheck::new("https://chat.example".parse().expect("an origin"));
        captured_log(|| {
            for request in requests {
                let mut headers = HeaderMap::new();
                for (name, value) in *request {
                    headers.insert(*name, value.parse().expect("a header"));
                }
                assert_eq!(same_site.check(&headers), Err(ChatError::CrossSite));
            }
        })
    }

    #[test]
    fn a_wrong_public_url_causes_one_warning() {
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
    fn a_request_from_another_site_causes_no_warning() {
        let elsewhere: &[_] = &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
        assert_eq!(logged(&[elsewhere, &[("sec-fetch-site", "cross-site")]]), "");
    }
}
