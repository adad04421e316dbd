//! Which other processes may use the database at the same time.

/// A claim lasts until the store is closed, or the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// For this process alone.
    Exclusive,
    /// Together with others that share it: servers that exchange events. Not possible with SQLite.
    Shared,
}
