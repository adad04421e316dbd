//! SQLite: one file, which one process uses.

mod backup;
mod checkpoints;
mod claim;
mod connections;
mod file;
#[cfg(test)]
mod plans;

pub use backup::backup;
pub use connections::Connections;

pub(super) fn is_url(url: &str) -> bool {
    url.starts_with("sqlite:")
}
