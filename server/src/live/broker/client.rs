//! The Redis client.

use redis::{Client, RedisResult, TlsCertificates};

/// `authority`, certificates in PEM, replaces those of the system; it is used for `rediss://` only.
pub(super) fn client(url: &str, authority: Option<Vec<u8>>) -> RedisResult<Client> {
    match authority {
        Some(root_cert) => {
            Client::build_with_tls(url, TlsCertificates { client_tls: None, root_cert: Some(root_cert) })
        }
        None => Client::open(url),
    }
}
