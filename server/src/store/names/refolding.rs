//! Folds names again after the folding of text has changed. The migration of such a change empties `search_text`. Until a
//! name is folded again, a search does not find it; so this is done before the store opens.

use serde::Serialize;

use super::search_text;
use crate::store::{
    StoreError,
    database::{Connections, Executor, Statement, Transaction, from_row, json_rows},
};

/// Names folded in one transaction.
const BATCH_SIZE: i64 = 1_000;

/// A folded name is never empty.
pub const STALE: &str =
    "select u.id, u.username, u.first_name, u.last_name from users u where u.search_text = '' order by u.id limit $1";

/// Another process may fold the same names. Both lock in the order of ids, so that there is no deadlock. SQLite has one
/// write at a time, and needs no lock.
const LOCK: &str = "
    select u.id from users u
    where u.id in (select given.id from json_to_recordset($1::json) as given(id bigint))
    order by u.id for no key update";

/// Skips names that were changed meanwhile: they are folded already.
const FOLD: Statement = Statement::Each {
    sqlite: "
        update users as u set search_text = given.search_text
        from (select value ->> 'id' as id, value ->> 'search_text' as search_text from json_each($1)) as given
        where u.id = given.id and u.search_text = ''",
    postgres: "
        update users as u set search_text = given.search_text
        from json_to_recordset($1::json) as given(id bigint, search_text text)
        where u.id = given.id and u.search_text = ''",
};

pub async fn refold_all(connections: &Connections) -> Result<(), StoreError> {
    loop {
        let stale: Vec<StaleRow> = connections.readers().query(STALE).bind(BATCH_SIZE).fetch_all().await?;
        if stale.is_empty() {
            return Ok(());
        }
        let folded = json_rows(stale, |row| FoldedRow {
            id: row.id,
            search_text: search_text(&row.first_name, &row.last_name, &row.username),
        });
        let mut write = connections.write().await?;
        if let Transaction::Postgres(_) = write {
            write.query(LOCK).bind(&folded).execute().await?;
        }
        write.query(FOLD).bind(folded).execute().await?;
        write.commit().await?;
    }
}

from_row! {
    #[derive(Debug)]
    struct StaleRow {
        id: i64,
        username: String,
        first_name: String,
        last_name: String,
    }
}

#[derive(Debug, Serialize)]
struct FoldedRow {
    id: i64,
    search_text: String,
}
