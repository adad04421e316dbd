//! The server's clock.

use charla::Timestamp;
use time::OffsetDateTime;

pub fn now() -> Timestamp {
    OffsetDateTime::now_utc().into()
}
