//! Reverse proxies in front of the server, and the client addresses that they report.

use std::{
    net::IpAddr,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::http::HeaderMap;

const HEADER: &str = "x-forwarded-for";

/// The number of the operator's own proxies. Each appends the address of its client to `X-Forwarded-For`.
#[derive(Debug)]
pub struct Proxies {
    count: usize,
    warned: AtomicBool,
}

impl Proxies {
    pub const fn new(count: usize) -> Self {
        Self { count, warned: AtomicBool::new(false) }
    }

    /// Returns the client's address as the outermost proxy saw it; `None` if there is no such entry, or it is not an
    /// address. Clients can make up the entries further left.
    pub fn client(&self, headers: &HeaderMap) -> Option<IpAddr> {
        if self.count == 0 {
            return None;
        }
        let seen: Vec<&str> = entries(headers).collect();
        address(seen.get(seen.len().checked_sub(self.count)?)?)
    }

    /// Warns once if the header is present but cannot be used: all clients behind a proxy then share the limits of one
    /// address, and the operator would not know why.
    pub fn notice(&self, headers: &HeaderMap, peer: IpAddr) {
        let count = self.count;
        if !headers.contains_key(HEADER) || self.client(headers).is_some() || self.warned.swap(true, Ordering::Relaxed)
        {
            return;
        }
        if count == 0 {
            tracing::warn!(
                %peer,
                "a request has X-Forwarded-For, which is not believed: if {peer} is a reverse proxy of yours, set \
                 CHARLA_PROXIES to the number of proxies; until then all who come through it share the limits of one \
                 address"
            );
        } else {
            let entries = entries(headers).count();
            tracing::warn!(
                %peer,
                entries,
                "X-Forwarded-For names no address at the place that CHARLA_PROXIES={count} says, counted from the \
                 right: the limits are those of {peer}"
            );
        }
    }
}

fn entries(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(HEADER).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|entry| !entry.is_empty())
}

/// Parses an address with or without port, brackets, quotes and zone. `unknown`, or a name that only the proxy can resolve,
/// is not an address.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim_matches('"').trim();
    let host = if let Some(bracketed) = entry.strip_prefix('[') {
        bracketed.split_once(']')?.0
    } else {
        match entry.split_once(':') {
            Some((v4, port)) if !port.contains(':') => v4,
            _ => entry,
        }
    };
    let without_zone = host.split_once('%').map_or(host, |(address, _)| address);
    without_zone.parse().ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::captured_log::captured_log;

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, value.parse().expect("a header"));
        }
        headers
    }

    fn ip(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn only_entries_of_the_operators_proxies_are_trusted() {
        let headers = headers(&["6.6.6.6, 10.0.0.7", "10.0.0.8"]);
        let seen_by = |count| Proxies::new(count).client(&headers);
        assert_eq!(seen_by(0), None);
        assert_eq!(seen_by(1), ip("10.0.0.8"));
        assert_eq!(seen_by(2), ip("10.0.0.7"));
        assert_eq!(seen_by(4), None);
    }

    #[test]
    fn addresses_are_parsed_as_proxies_write_them() {
        for (entry, address) in [
            ("192.0.2.1", "192.0.2.1"),
            (" 192.0.2.1:4711 ", "192.0.2.1"),
            ("\"192.0.2.1:4711\"", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%eth0]:80", "fe80::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(Proxies::new(1).client(&headers(&[entry])), ip(address), "{entry}");
        }
        for entry in ["unknown", "_hidden", "", "192.0.2", "[2001:db8::1", "chat.example:80", "\"\""] {
            assert_eq!(Proxies::new(1).client(&headers(&[entry])), None, "{entry}");
        }
    }

    /// Returns what is logged for two requests with these headers.
    fn logged(count: usize, values: &[&str]) -> String {
        captured_log(|| {
            let proxies = Proxies::new(count);
            for _ in 0..2 {
                proxies.notice(&headers(values), IpAddr::from([10, 0, 0, 9]));
            }
        })
    }

    #[test]
    fn an_unusable_header_is_warned_of_once() {
        let not_believed = logged(0, &["192.0.2.1"]);
        assert_eq!(not_believed.lines().count(), 1, "{not_believed}");
        assert!(not_believed.contains("WARN") && not_believed.contains("set CHARLA_PROXIES"), "{not_believed}");
        assert!(!not_believed.contains("192.0.2.1"), "what a client may have made up is not repeated: {not_believed}");
        assert!(logged(2, &["192.0.2.1"]).contains("CHARLA_PROXIES=2"));
        assert!(logged(1, &["unknown"]).contains("names no address"));
        assert_eq!(logged(1, &["192.0.2.1"]), "");
        assert_eq!(logged(0, &[]), "");
    }
}
