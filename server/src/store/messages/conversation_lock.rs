//! Whoever gives a `seq` or a revision in a conversation has it alone.

use crate::store::{
    StoreError,
    database::{Executor, Transaction},
};

/// Every process takes these locks in one order, before anything is read: what waited sees what the other one wrote.
const LOCK: &str = "
    select c.id from conversations c
    where c.id in (select given.id from json_to_recordset($1::json) as given(id bigint))
    order by c.id for no key update";

/// Until the transaction ends. `conversations` are rows of their ids. A write to SQLite has the whole database anyway.
pub(super) async fn lock_conversations(write: &mut Transaction, conversations: &str) -> Result<(), StoreError> {
    if let Transaction::Postgres(_) = write {
        write.query(LOCK).bind(conversations).execute().await?;
    }
    Ok(())
}
