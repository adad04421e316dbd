//! How Redis is reached.

use redis::{Client, RedisResult};

pub(super) fn client(url: &str, _authority: Option<Vec<u8>>) -> RedisResult<Client> {
    Client::open(url)
}
