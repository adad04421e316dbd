//! The server as browsers know it, and which pages may speak for its users.

use std::{fmt, net::IpAddr, str::FromStr};

use axum::http::{HeaderMap, Uri, header};
use charla::ChatError;

/// Scheme, host and port of the public address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    host: String,
    port: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    // Without the text itself: it may hold a password.
    #[error("it is no address like https://chat.example: a scheme, a host and perhaps a port, nothing else")]
    Malformed,
    #[error("it must begin with https://, unless it is this machine: passwords and sessions would travel readable")]
    NotSecure,
}

impl Origin {
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// From a page of ours, or from no page at all: programs send no `Origin`. Browsers say both
    /// where a request comes from and how it relates to us; either is enough to refuse.
    ///
    /// # Errors
    /// [`ChatError::CrossSite`]
    pub fn check(&self, headers: &HeaderMap) -> Result<(), ChatError> {
        let relation = headers.get("sec-fetch-site").map(|relation| relation.as_bytes());
        if relation.is_some_and(|relation| relation != b"same-origin" && relation != b"none") {
            return Err(ChatError::CrossSite);
        }
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => Ok(()),
            (Some(origin), None) if origin.to_str().is_ok_and(|origin| self.is_ours(origin)) => Ok(()),
            _ => Err(ChatError::CrossSite),
        }
    }

    /// On the machine itself its names all mean the same.
    fn is_ours(&self, origin: &str) -> bool {
        let Ok(other) = parse(origin) else { return false };
        let same_host = other.host == self.host || is_loopback(&other.host) && is_loopback(&self.host);
        other.scheme == self.scheme && other.port == self.port && same_host
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let origin = parse(text.trim_end_matches('/')).map_err(|()| OriginError::Malformed)?;
        if origin.is_secure() || is_loopback(&origin.host) { Ok(origin) } else { Err(OriginError::NotSecure) }
    }
}

/// Nothing but scheme, host and port: no path, no name and password, no white space.
fn parse(text: &str) -> Result<Origin, ()> {
    let uri: Uri = text.parse().map_err(|_| ())?;
    let scheme = match uri.scheme_str() {
        Some("http") => Scheme::Http,
        Some("https") => Scheme::Https,
        _ => return Err(()),
    };
    let authority = uri.authority().ok_or(())?;
    let host = authority.host().to_ascii_lowercase();
    let default_port = if scheme == Scheme::Http { 80 } else { 443 };
    let port = authority.port_u16().unwrap_or(default_port);
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let bare = rest.eq_ignore_ascii_case(&host) || rest.eq_ignore_ascii_case(&format!("{host}:{port}"));
    if bare && !host.is_empty() { Ok(Origin { scheme, host, port }) } else { Err(()) }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, default_port) = match self.scheme {
            Scheme::Http => ("http", 80),
            Scheme::Https => ("https", 443),
        };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == default_port { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(public: &str, origin: &str) -> bool {
        public.parse::<Origin>().expect("a public address").is_ours(origin)
    }

    #[test]
    fn nothing_that_only_looks_like_us_is_us() {
        assert!(ours("https://chat.example", "https://chat.example"));
        assert!(ours("https://chat.example/", "https://CHAT.example:443"));
        for foreign in [
            "null",
            "",
            "http://chat.example",
            "https://chat.example:8443",
            "https://chat.example.evil",
            "https://evilchat.example",
            "https://evil.example",
            "https://chat.example@evil.example",
            "https://evil.example/chat.example",
            "https://chat.example/",
            "https://chat.example https://evil.example",
            "wss://chat.example",
            "chat.example",
        ] {
            assert!(!ours("https://chat.example", foreign), "{foreign}");
        }
    }

    #[test]
    fn the_machine_itself_goes_by_all_its_names() {
        assert!(ours("http://127.0.0.1:3000", "http://localhost:3000"));
        assert!(ours("http://localhost:3000", "http://[::1]:3000"));
        assert!(!ours("http://127.0.0.1:3000", "http://localhost:3001"));
        assert!(!ours("http://127.0.0.1:3000", "http://localhost.evil:3000"));
    }

    #[test]
    fn others_than_this_machine_need_tls() {
        assert_eq!("http://chat.example".parse::<Origin>(), Err(OriginError::NotSecure));
        assert_eq!("chat.example".parse::<Origin>(), Err(OriginError::Malformed));
        assert_eq!(
            "https://chat.example/".parse::<Origin>().map(|o| o.to_string()).as_deref(),
            Ok("https://chat.example")
        );
    }
}
