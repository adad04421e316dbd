//! SQLite: one file, which one process uses.

mod append;
mod appender;
mod backup;
mod checkpoints;
mod claim;
mod connections;
mod file;
mod in_place;
#[cfg(test)]
mod plans;

pub use backup::backup;
pub use connections::Connections;
pub use in_place::{InPlace, InPlaceReaders, InPlaceSnapshot};

pub(super) fn is_url(url: &str) -> bool {
    url.starts_with("sqlite:")
}
