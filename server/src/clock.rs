//! The server's clock.

use charla::Timestamp;
use time::OffsetDateTime;

#[must_use]
pub fn now() -> Timestamp {
    OffsetDateTime::now_utc().into()
}
