//! Totals of one user.

use charla::{Stats, UserId};
use sqlx::Row;

use super::dialect::Pool;
use crate::store::StoreError;

pub(in crate::store) const STATS: &str = "
    select count(*) as conversations,
           cast(coalesce(sum((c.last_seq - mine.read_seq) - (mine.sent - mine.sent_at_read) - mine.deleted_unread), 0) as bigint) as unread
    from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1";

/// Without what is muted.
pub(in crate::store) const NEWS: &str = "
    select cast(coalesce(sum((c.last_seq - mine.read_seq) - (mine.sent - mine.sent_at_read) - mine.deleted_unread), 0) as bigint)
    from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1 and mine.is_muted = 0";

pub(super) async fn news(readers: &Pool, me: UserId) -> Result<u32, StoreError> {
    let unread: i64 = sqlx::query_scalar(NEWS).bind(me.0).fetch_one(readers).await?;
    Ok(u32::try_from(unread).unwrap_or(u32::MAX))
}

pub(super) async fn stats(readers: &Pool, me: UserId) -> Result<Stats, StoreError> {
    let row = sqlx::query(STATS).bind(me.0).fetch_one(readers).await?;
    let total = |column| row.try_get::<i64, _>(column).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    Ok(Stats { total_conversations: total("conversations")?, unread_messages: total("unread")? })
}
