//! Computes the bloom filters of messages that have none: messages older than the filters, and edited ones.
//! Until then a search reads them.

use serde::Serialize;
use tokio::task::spawn_blocking;

use super::{connections::Connections, dialect::given_rows, given::given};
use crate::store::{StoreError, trigram_bloom::TrigramBloom};

/// Messages in one transaction, so that others can write in between.
const BATCH_SIZE: i64 = 500;

pub(in crate::store) const UNSIGNED: &str =
    "select m.id, m.content from messages m where m.signature_4 < 0 order by m.id limit $1";

/// One that was edited meanwhile is left for the next time.
pub(in crate::store) const SIGN: &str = concat!(
    "update messages as m set signature_1 = given.signature_1, signature_2 = given.signature_2,
                              signature_3 = given.signature_3, signature_4 = given.signature_4
    from ",
    given_rows!(
        id bigint,
        content text,
        signature_1 bigint,
        signature_2 bigint,
        signature_3 bigint,
        signature_4 bigint
    ),
    " where m.id = given.id and m.content = given.content"
);

/// False where there may be more of them.
pub(super) async fn sign(connections: &Connections) -> Result<bool, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(UNSIGNED).bind(BATCH_SIZE).fetch_all(connections.readers()).await?;
    let all = i64::try_from(rows.len()).is_ok_and(|count| count < BATCH_SIZE);
    if !rows.is_empty() {
        // Not on a thread that serves others meanwhile.
        let signed = spawn_blocking(move || given(rows, Signed::of)).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        let mut write = connections.write().await?;
        sqlx::query(SIGN).bind(signed).execute(&mut *write).await?;
        write.commit().await?;
    }
    Ok(all)
}

#[derive(Debug, Serialize)]
struct Signed {
    id: i64,
    content: String,
    #[serde(flatten)]
    bloom: TrigramBloom,
}

impl Signed {
    fn of((id, content): (i64, String)) -> Self {
        let bloom = TrigramBloom::of(&content);
        Self { id, content, bloom }
    }
}
