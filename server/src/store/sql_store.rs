//! The store in a database. Its traits are implemented topic by topic, beside their statements.

use super::{
    Claim, Durability, StoreError,
    database::{Connections, Readers, Snapshot, Transaction},
    directory::DirectoryTotals,
    messages::GroupCommit,
    names::refold_all,
};

/// A cheap handle: clones share the connections.
#[derive(Debug, Clone)]
pub struct SqlStore {
    connections: Connections,
    pub(super) group_commit: GroupCommit,
    pub(super) directory_totals: DirectoryTotals,
}

impl SqlStore {
    /// Claims the database at `url`, opens it and brings its tables up to date.
    pub(super) async fn open(url: &str, durability: Durability, claim: Option<Claim>) -> Result<Self, StoreError> {
        let connections = Connections::open(url, durability, claim).await?;
        refold_all(&connections).await?;
        let group_commit = GroupCommit::start(connections.clone());
        Ok(Self { connections, group_commit, directory_totals: DirectoryTotals::default() })
    }

    pub(super) const fn connections(&self) -> &Connections {
        &self.connections
    }

    pub(super) const fn is_sqlite(&self) -> bool {
        matches!(self.connections, Connections::Sqlite(_))
    }

    pub(super) const fn readers(&self) -> Readers<'_> {
        self.connections.readers()
    }

    /// For statements that read a few rows by an index.
    pub(super) const fn readers_in_place(&self) -> Readers<'_> {
        self.connections.readers_in_place()
    }

    pub(super) async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.connections.snapshot().await
    }

    pub(super) async fn write(&self) -> Result<Transaction, StoreError> {
        self.connections.write().await
    }
}
