//! From where a request comes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use crate::state::AppState;

/// The address of the one who asks: the peer's, or what the last trusted proxy saw.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.0.ip());
        Ok(Self(forwarded(&parts.headers, state.config.proxies).unwrap_or(peer)))
    }
}

/// Each proxy appends whom it saw, so that what `proxies` of ours appended is counted from the
/// right; everything before can be made up by the client.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let seen: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let place = seen.len().checked_sub(proxies).filter(|_| proxies > 0)?;
    seen.get(place)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_own_proxies_say_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 10.0.0.7".parse().expect("a header"));
        headers.append("x-forwarded-for", "10.0.0.8".parse().expect("a header"));
        let ip = |text: &str| text.parse::<IpAddr>().ok();
        assert_eq!(forwarded(&headers, 0), None);
        assert_eq!(forwarded(&headers, 1), ip("10.0.0.8"));
        assert_eq!(forwarded(&headers, 2), ip("10.0.0.7"));
        assert_eq!(forwarded(&headers, 4), None);
    }
}
