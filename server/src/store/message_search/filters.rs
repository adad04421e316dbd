//! The table of bloom filters in SQLite, where those of a conversation are together. A send that wrote into it would write
//! a page of it for each message, so new messages are added later, many at a time. Until then a search reads the filters
//! from the messages themselves. In PostgreSQL, whose log has rows and not pages, an index takes the place of the table.

use std::time::Duration;

use tokio::time::sleep;

use crate::store::{
    StoreError,
    database::{Executor, Transaction, json_ids},
    sql_store::SqlStore,
};

/// Messages of one round. Sorted by conversation, they change few pages.
const ROUND_SIZE: i64 = 20_000;

/// Messages in one transaction. Sends wait for it.
const BATCH_SIZE: usize = 250;

/// Between two transactions.
const BATCH_PAUSE: Duration = Duration::from_millis(10);

/// The id up to which all messages are in the table, and the last one of the next round.
pub const ROUND: &str = "
    select up_to, min(up_to + $1, coalesce((select max(id) from messages), 0)) from message_filters_progress";

pub const OF_ROUND: &str = "select id from messages where id > $1 and id <= $2 order by conversation_id, id";

/// Reads the filter that the message has now: it may have been edited since the round began.
pub const ADD: &str = "
    insert or ignore into message_filters (conversation_id, message_id, signature_1, signature_2, signature_3, signature_4)
    select m.conversation_id, m.id, m.signature_1, m.signature_2, m.signature_3, m.signature_4
    from (select value ->> 'id' as id from json_each($1)) as given
    cross join messages m on m.id = given.id";

const ADD_CONVERSATION: &str = "
    insert or ignore into message_filters (conversation_id, message_id, signature_1, signature_2, signature_3, signature_4)
    select conversation_id, id, signature_1, signature_2, signature_3, signature_4
    from messages where conversation_id = $1 order by id";

/// False if there may be more.
pub(super) async fn add(store: &SqlStore) -> Result<bool, StoreError> {
    if !store.is_sqlite() {
        return Ok(true);
    }
    let (up_to, end): (i64, i64) = store.readers().query(ROUND).bind(ROUND_SIZE).fetch_one().await?;
    if end <= up_to {
        return Ok(true);
    }
    let ids: Vec<(i64,)> = store.readers().query(OF_ROUND).bind(up_to).bind(end).fetch_all().await?;
    for batch in ids.chunks(BATCH_SIZE) {
        let mut write = store.write().await?;
        write.query(ADD).bind(json_ids(batch.iter().map(|(id,)| *id))).execute().await?;
        write.commit().await?;
        sleep(BATCH_PAUSE).await;
    }
    let mut write = store.write().await?;
    write.query("update message_filters_progress set up_to = $1").bind(end).execute().await?;
    write.commit().await?;
    Ok(end - up_to < ROUND_SIZE)
}

/// Adds all messages of a conversation. Imported ones may have lower ids than messages that are in the table.
pub(in crate::store) async fn add_conversation(write: &mut Transaction, conversation: i64) -> Result<(), StoreError> {
    if let Transaction::Sqlite(_) = write {
        write.query(ADD_CONVERSATION).bind(conversation).execute().await?;
    }
    Ok(())
}
