//! Earlier texts of edited and deleted messages: a few of each, kept for a limited time.

use std::time::Duration;

use charla::{ConversationId, Message, Seq, Timestamp, UserId};
use serde::Serialize;

use crate::store::{
    StoreError,
    database::{Executor, Readers, Transaction},
};

/// The text of a message until it was edited or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    pub content: String,
    pub replaced_at: Timestamp,
}

/// An edit within this time of the one before is a correction of it: all of them together make one version.
const MERGE_WINDOW: Duration = Duration::from_secs(5 * 60);

/// Versions kept of one message: the first, and the latest ones.
const MAX_VERSIONS: i64 = 20;

/// Rows deleted in one transaction, so that others can write in between.
const BATCH_SIZE: i64 = 500;

pub const LATEST: &str = "select max(replaced_at) from message_versions where message_id = $1";

const KEEP: &str = "insert into message_versions (message_id, revision, content, replaced_at) values ($1, $2, $3, $4)";

/// Deletes the second version, if there are too many.
pub const DROP_ONE: &str = "
    delete from message_versions
    where message_id = $1
      and revision = (select v.revision from message_versions v where v.message_id = $1 order by v.revision limit 1 offset 1)
      and $2 < (select count(*) from message_versions v where v.message_id = $1)";

pub const OF: &str = "
    select v.content, v.replaced_at
    from members mine
    join messages m on m.conversation_id = mine.conversation_id and m.seq = $3 and m.sender_id = mine.user_id
    join message_versions v on v.message_id = m.id
    where mine.user_id = $1 and mine.conversation_id = $2
    order by v.revision";

pub const DELETE_OLD: &str = "
    delete from message_versions where (message_id, revision) in (
        select message_id, revision from message_versions where replaced_at < $1 order by replaced_at limit $2
    )";

/// Keeps the text that the message had `before`. The text of a deleted message is always kept, also soon after an edit.
pub(super) async fn keep(
    write: &mut Transaction,
    before: &Message,
    changed: &Message,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !changed.is_deleted() {
        let (latest,): (Option<i64>,) = write.query(LATEST).bind(before.id.0).fetch_one().await?;
        let merged = i64::try_from(MERGE_WINDOW.as_micros()).unwrap_or(i64::MAX);
        if latest.is_some_and(|latest| now.as_micros().saturating_sub(latest) < merged) {
            return Ok(());
        }
    }
    write
        .query(KEEP)
        .bind(before.id.0)
        .bind(changed.revision.0)
        .bind(&before.content)
        .bind(now.as_micros())
        .execute()
        .await?;
    write.query(DROP_ONE).bind(before.id.0).bind(MAX_VERSIONS).execute().await?;
    Ok(())
}

pub(super) async fn of(
    readers: Readers<'_>,
    me: UserId,
    id: ConversationId,
    seq: Seq,
) -> Result<Vec<Version>, StoreError> {
    let rows: Vec<(String, i64)> = readers.query(OF).bind(me.0).bind(id.0).bind(seq.0).fetch_all().await?;
    let versions = rows.into_iter();
    Ok(versions.map(|(content, at)| Version { content, replaced_at: Timestamp::from_micros(at) }).collect())
}

/// Returns false if there may be more of them.
pub(super) async fn delete_old(mut write: Transaction, before: Timestamp) -> Result<bool, StoreError> {
    let deleted = write.query(DELETE_OLD).bind(before.as_micros()).bind(BATCH_SIZE).execute().await?;
    write.commit().await?;
    Ok(i64::try_from(deleted).is_ok_and(|count| count < BATCH_SIZE))
}
