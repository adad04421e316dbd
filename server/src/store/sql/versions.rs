//! What messages were before they were edited or deleted: kept for a time, a few of each.

use std::time::Duration;

use charla::{ConversationId, Message, Seq, Timestamp, UserId};
use sqlx::FromRow;

use super::{
    connections::Connections,
    dialect::{Connection, Pool},
};
use crate::store::{StoreError, Version};

/// An edit within this time of the one before is a correction of it: all of them together make one version.
const MERGE_WINDOW: Duration = Duration::from_secs(5 * 60);

/// Versions kept of one message: the first, and the latest ones.
const MAX_VERSIONS: i64 = 20;

/// Rows deleted in one transaction, so that others can write in between.
const BATCH_SIZE: i64 = 500;

pub(in crate::store) const LATEST: &str = "select max(replaced_at) from message_versions where message_id = $1";

const KEEP: &str = "insert into message_versions (message_id, revision, content, replaced_at) values ($1, $2, $3, $4)";

/// The second one, where there are too many.
pub(in crate::store) const DROP_ONE: &str = "
    delete from message_versions
    where message_id = $1
      and revision = (select v.revision from message_versions v where v.message_id = $1 order by v.revision limit 1 offset 1)
      and $2 < (select count(*) from message_versions v where v.message_id = $1)";

pub(in crate::store) const OF: &str = "
    select v.content, v.replaced_at
    from members mine
    join messages m on m.conversation_id = mine.conversation_id and m.seq = $3 and m.sender_id = mine.user_id
    join message_versions v on v.message_id = m.id
    where mine.user_id = $1 and mine.conversation_id = $2
    order by v.revision";

pub(in crate::store) const FORGET: &str = "
    delete from message_versions where (message_id, revision) in (
        select message_id, revision from message_versions where replaced_at < $1 order by replaced_at limit $2
    )";

/// Keeps what the message was `before`. What is deleted is kept however soon after an edit: nobody sees it any more.
pub(super) async fn keep(
    write: &mut Connection,
    before: &Message,
    changed: &Message,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !changed.is_deleted() {
        let latest: Option<i64> = sqlx::query_scalar(LATEST).bind(before.id.0).fetch_one(&mut *write).await?;
        let merged = i64::try_from(MERGE_WINDOW.as_micros()).unwrap_or(i64::MAX);
        if latest.is_some_and(|latest| now.as_micros().saturating_sub(latest) < merged) {
            return Ok(());
        }
    }
    sqlx::query(KEEP)
        .bind(before.id.0)
        .bind(changed.revision.0)
        .bind(&before.content)
        .bind(now.as_micros())
        .execute(&mut *write)
        .await?;
    sqlx::query(DROP_ONE).bind(before.id.0).bind(MAX_VERSIONS).execute(write).await?;
    Ok(())
}

pub(super) async fn of(readers: &Pool, me: UserId, id: ConversationId, seq: Seq) -> Result<Vec<Version>, StoreError> {
    let rows: Vec<VersionRow> = sqlx::query_as(OF).bind(me.0).bind(id.0).bind(seq.0).fetch_all(readers).await?;
    Ok(rows.into_iter().map(VersionRow::version).collect())
}

/// False where there may be more of them.
pub(super) async fn forget(connections: &Connections, before: Timestamp) -> Result<bool, StoreError> {
    let mut write = connections.write().await?;
    let forgotten = sqlx::query(FORGET).bind(before.as_micros()).bind(BATCH_SIZE).execute(&mut *write).await?;
    write.commit().await?;
    Ok(i64::try_from(forgotten.rows_affected()).is_ok_and(|count| count < BATCH_SIZE))
}

#[derive(Debug, FromRow)]
struct VersionRow {
    content: String,
    replaced_at: i64,
}

impl VersionRow {
    fn version(self) -> Version {
        Version { content: self.content, replaced_at: Timestamp::from_micros(self.replaced_at) }
    }
}
