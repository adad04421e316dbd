//! The store in PostgreSQL, for one server or several.

mod claim;
mod connections;
mod dialect;
mod migration;
mod pooling;
mod settings;
#[path = "sql/store.rs"]
#[allow(clippy::duplicate_mod, reason = "compiled once for each database")]
mod sql;

pub use sql::SqlStore as PostgresStore;
