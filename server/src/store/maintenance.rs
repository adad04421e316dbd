//! The database as a whole.

use async_trait::async_trait;

use super::{
    StoreError,
    database::{Executor, WRITE_NOTHING},
    sql_store::SqlStore,
};

#[async_trait]
pub trait Maintenance {
    /// Whether there are no users.
    async fn is_empty(&self) -> Result<bool, StoreError>;

    /// Writes a row without changing it, to check whether writing works.
    async fn write_check(&self) -> Result<(), StoreError>;

    /// Waits for running statements and closes the database.
    async fn close(&self);
}

#[async_trait]
impl Maintenance for SqlStore {
    async fn is_empty(&self) -> Result<bool, StoreError> {
        let (is_empty,) = self.readers().query("select not exists (select 1 from users)").fetch_one().await?;
        Ok(is_empty)
    }

    async fn write_check(&self) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        write.query(WRITE_NOTHING).execute().await?;
        write.commit().await?;
        Ok(())
    }

    async fn close(&self) {
        self.connections().close().await;
    }
}
