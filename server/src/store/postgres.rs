//! PostgreSQL: one database, which one server or several use.

mod claim;
mod connections;
mod migration;
mod pooling;
mod settings;

pub use connections::Connections;

pub(super) fn is_url(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}
