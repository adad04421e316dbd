//! The public origin of the server.

use std::{fmt, str::FromStr};

use url::{Host, Url};

/// Scheme, host and port of the public address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: Host,
    port: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    // Without the text itself: it may contain a password.
    #[error("it is no address like https://chat.example: a scheme, a host and perhaps a port, nothing else")]
    Malformed,
    #[error("it must begin with https://, unless it is this machine: passwords and sessions would travel readable")]
    NotSecure,
}

impl Origin {
    pub fn is_secure(&self) -> bool {
        self.scheme == "https"
    }

    /// Whether the value of a header `Origin` is this origin. On one machine, all loopback names are the same host.
    pub fn is_same(&self, origin: &str) -> bool {
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

/// Parses a scheme, a host and a port. Paths, user names, passwords and white space are refused, also where the parser of a
/// browser would correct them.
fn parse(text: &str) -> Result<Origin, ()> {
    let (scheme, authority) = text.split_once("://").ok_or(())?;
    if authority.contains(|c: char| "/\\?#@".contains(c) || c.is_whitespace() || c.is_control()) {
        return Err(());
    }
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") {
        return Err(());
    }
    let url = Url::parse(text).map_err(|_| ())?;
    let host = url.host().ok_or(())?.to_owned();
    let port = url.port_or_known_default().ok_or(())?;
    Ok(Origin { scheme, host, port })
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// As a browser sends it: without the default port of the scheme.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port } = self;
        f.write_str(&url::Origin::Tuple(scheme.clone(), host.clone(), *port).ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(public: &str, origin: &str) -> bool {
        public.parse::<Origin>().expect("a public address").is_same(origin)
    }

    #[test]
    fn similar_origins_are_not_the_same_origin() {
        assert!(is_same("https://chat.example", "https://chat.example"));
        assert!(is_same("https://chat.example/", "https://CHAT.example:443"));
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
            "https:chat.example",
            "https:\\\\chat.example",
            "https://chat.example\t",
            " https://chat.example",
            "https://chat.example?",
            "https://chat.example#",
            "https://@chat.example",
        ] {
            assert!(!is_same("https://chat.example", foreign), "{foreign}");
        }
    }

    #[test]
    fn a_host_in_another_script_is_known_in_both_forms() {
        assert!(is_same("https://пример.рф", "https://xn--e1afmkfd.xn--p1ai"));
    }

    #[test]
    fn loopback_names_are_the_same_host() {
        assert!(is_same("http://127.0.0.1:3000", "http://localhost:3000"));
        assert!(is_same("http://localhost:3000", "http://[::1]:3000"));
        assert!(!is_same("http://127.0.0.1:3000", "http://localhost:3001"));
        assert!(!is_same("http://127.0.0.1:3000", "http://localhost.evil:3000"));
    }

    #[test]
    fn hosts_other_than_loopback_need_tls() {
        assert_eq!("http://chat.example".parse::<Origin>(), Err(OriginError::NotSecure));
        assert_eq!("chat.example".parse::<Origin>(), Err(OriginError::Malformed));
        assert_eq!(
            "https://chat.example/".parse::<Origin>().map(|o| o.to_string()).as_deref(),
            Ok("https://chat.example")
        );
    }
}
