//! Computes the bloom filters of messages that have none: messages older than the filters, and edited ones.
//! Until then a search reads them.

use serde::Serialize;
use tokio::task::spawn_blocking;

use super::TrigramBloom;
use crate::store::{
    StoreError,
    database::{Executor, Statement, json_rows},
    sql_store::SqlStore,
};

/// Messages in one transaction. Other writes run between the transactions.
const BATCH_SIZE: i64 = 500;

pub const UNINDEXED: &str = "select m.id, m.content from messages m where m.signature_4 < 0 order by m.id limit $1";

/// A message that was edited meanwhile is not changed, and indexed the next time.
pub const INDEX: Statement = Statement::Each {
    sqlite: "
        update messages as m set signature_1 = given.signature_1, signature_2 = given.signature_2,
                                 signature_3 = given.signature_3, signature_4 = given.signature_4
        from (
            select value ->> 'id' as id, value ->> 'content' as content,
                   value ->> 'signature_1' as signature_1, value ->> 'signature_2' as signature_2,
                   value ->> 'signature_3' as signature_3, value ->> 'signature_4' as signature_4
            from json_each($1)
        ) as given
        where m.id = given.id and m.content = given.content",
    postgres: "
        update messages as m set signature_1 = given.signature_1, signature_2 = given.signature_2,
                                 signature_3 = given.signature_3, signature_4 = given.signature_4
        from json_to_recordset($1::json) as given(
            id bigint, content text, signature_1 bigint, signature_2 bigint, signature_3 bigint, signature_4 bigint
        )
        where m.id = given.id and m.content = given.content",
};

/// False if there may be more.
pub(super) async fn index_unindexed(store: &SqlStore) -> Result<bool, StoreError> {
    let rows: Vec<(i64, String)> = store.readers().query(UNINDEXED).bind(BATCH_SIZE).fetch_all().await?;
    let all = i64::try_from(rows.len()).is_ok_and(|count| count < BATCH_SIZE);
    if !rows.is_empty() {
        // It takes processor time, which the threads that serve requests need.
        let indexing = spawn_blocking(move || json_rows(rows, IndexedRow::of));
        let indexed = indexing.await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        let mut write = store.write().await?;
        write.query(INDEX).bind(indexed).execute().await?;
        write.commit().await?;
    }
    Ok(all)
}

#[derive(Debug, Serialize)]
struct IndexedRow {
    id: i64,
    content: String,
    #[serde(flatten)]
    bloom: TrigramBloom,
}

impl IndexedRow {
    fn of((id, content): (i64, String)) -> Self {
        let bloom = TrigramBloom::of(&content);
        Self { id, content, bloom }
    }
}
