//! The store in one SQLite file.

mod backup;
mod checkpoints;
mod claim;
mod connections;
mod dialect;
mod file;
#[cfg(test)]
mod plans;
#[path = "sql/store.rs"]
#[allow(clippy::duplicate_mod, reason = "compiled once for each database")]
mod sql;

pub use backup::backup;
pub use sql::SqlStore as SqliteStore;
