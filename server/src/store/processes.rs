//! Other servers on the same database.

pub(super) mod since;

use async_trait::async_trait;
use charla::MessageId;

use super::{Appended, StoreError, database::Executor, sql_store::SqlStore};

#[async_trait]
pub trait Processes {
    /// The name of the database: the same for all processes that use it, and different from that of other databases.
    async fn installation(&self) -> Result<String, StoreError>;

    /// The highest id of a message; 0 if there is none.
    async fn newest_message(&self) -> Result<MessageId, StoreError>;

    /// Returns the first `limit` messages of all users with ids after `after`, as their senders see them, in the order of
    /// their ids.
    async fn messages_since(&self, after: MessageId, limit: u32) -> Result<Vec<Appended>, StoreError>;
}

#[async_trait]
impl Processes for SqlStore {
    async fn installation(&self) -> Result<String, StoreError> {
        let (name,) = self.readers_in_place().query("select name from installation").fetch_one().await?;
        Ok(name)
    }

    async fn newest_message(&self) -> Result<MessageId, StoreError> {
        let (newest,): (Option<i64>,) =
            self.readers_in_place().query("select max(id) from messages").fetch_one().await?;
        Ok(MessageId(newest.unwrap_or(0)))
    }

    async fn messages_since(&self, after: MessageId, limit: u32) -> Result<Vec<Appended>, StoreError> {
        since::since(self.readers(), after, limit).await
    }
}
