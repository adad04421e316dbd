//! The lock of a conversation, for transactions that assign a `seq` or a revision.

use crate::store::{
    StoreError,
    database::{Executor, Transaction},
};

/// Taken before anything is read, so that the transaction sees what the previous holder of the lock wrote. All
/// processes lock in the order of ids, so that there is no deadlock.
const LOCK: &str = "
    select c.id from conversations c
    where c.id in (select given.id from json_to_recordset($1::json) as given(id bigint))
    order by c.id for no key update";

/// Locks the conversations until the transaction ends. `conversations` is a JSON array of rows with an `id`. In SQLite
/// a write has the whole database, and needs no lock.
pub(super) async fn lock_conversations(write: &mut Transaction, conversations: &str) -> Result<(), StoreError> {
    if let Transaction::Postgres(_) = write {
        write.query(LOCK).bind(conversations).execute().await?;
    }
    Ok(())
}
