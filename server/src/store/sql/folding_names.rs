//! Names that are to be folded anew: a migration empties their `search_text` where text is folded otherwise from then
//! on. Nobody is found by such a name, so it is done before anybody searches.

use serde::Serialize;
use sqlx::FromRow;

use super::{
    connections::Connections,
    dialect::{self, given_rows},
    given::given,
};
use crate::store::{StoreError, names::search_text};

/// Names folded in one transaction.
const BATCH_SIZE: i64 = 1_000;

/// A name that is folded is never empty.
pub(in crate::store) const STALE: &str =
    "select u.id, u.username, u.first_name, u.last_name from users u where u.search_text = '' order by u.id limit $1";

/// One that was changed meanwhile is as it should be.
const FOLD: &str = concat!(
    "update users as u set search_text = given.search_text from ",
    given_rows!(id bigint, search_text text),
    " where u.id = given.id and u.search_text = ''"
);

pub(super) async fn fold_all(connections: &Connections) -> Result<(), StoreError> {
    loop {
        let stale: Vec<Named> = sqlx::query_as(STALE).bind(BATCH_SIZE).fetch_all(connections.readers()).await?;
        if stale.is_empty() {
            return Ok(());
        }
        let folded = given(stale, |named| Folded {
            id: named.id,
            search_text: search_text(&named.first_name, &named.last_name, &named.username),
        });
        let mut write = connections.write().await?;
        // Another process may be at it.
        if let Some(lock) = dialect::LOCK_USERS {
            sqlx::query(lock).bind(&folded).execute(&mut *write).await?;
        }
        sqlx::query(FOLD).bind(folded).execute(&mut *write).await?;
        write.commit().await?;
    }
}

#[derive(Debug, FromRow)]
struct Named {
    id: i64,
    username: String,
    first_name: String,
    last_name: String,
}

#[derive(Debug, Serialize)]
struct Folded {
    id: i64,
    search_text: String,
}
