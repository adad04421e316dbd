//! What a member has decided about a conversation.

use charla::{ChatError, ConversationId, Standing, UserId, standing::Decision};
use sqlx::{Executor, FromRow};

use super::{connections::Connections, dialect::Database};
use crate::store::StoreError;

pub(in crate::store) const ARCHIVE: &str = "
    update members set archived_seq = case $3 when 0 then null
        else (select c.last_seq from conversations c where c.id = $2) end
    where user_id = $1 and conversation_id = $2";

pub(in crate::store) const MUTE: &str = "update members set is_muted = $3 where user_id = $1 and conversation_id = $2";

pub(in crate::store) const MARK_UNREAD: &str =
    "update members set is_marked_unread = $3 where user_id = $1 and conversation_id = $2";

pub(in crate::store) const STANDING: &str = "
    select c.last_seq, mine.archived_seq, mine.is_muted, mine.is_marked_unread
    from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1 and mine.conversation_id = $2";

/// As the columns of `members` have it.
#[derive(Debug, Clone, Copy, FromRow)]
pub(super) struct StandingRow {
    last_seq: i64,
    archived_seq: Option<i64>,
    is_muted: i64,
    is_marked_unread: i64,
}

impl From<StandingRow> for Standing {
    fn from(row: StandingRow) -> Self {
        Self {
            is_archived: row.archived_seq.is_some_and(|seq| seq >= row.last_seq),
            is_muted: row.is_muted != 0,
            is_marked_unread: row.is_marked_unread != 0,
        }
    }
}

pub(super) async fn decide(
    connections: &Connections,
    me: UserId,
    id: ConversationId,
    decision: Decision,
) -> Result<Standing, StoreError> {
    let (statement, is_so) = match decision {
        Decision::Archive(is_so) => (ARCHIVE, is_so),
        Decision::Mute(is_so) => (MUTE, is_so),
        Decision::MarkUnread(is_so) => (MARK_UNREAD, is_so),
    };
    let mut write = connections.write().await?;
    sqlx::query(statement).bind(me.0).bind(id.0).bind(i64::from(is_so)).execute(&mut *write).await?;
    let standing = standing(&mut *write, me, id).await?;
    write.commit().await?;
    Ok(standing)
}

/// Refused for a stranger, of whom there is no row that was changed.
pub(super) async fn standing(
    executor: impl Executor<'_, Database = Database>,
    me: UserId,
    id: ConversationId,
) -> Result<Standing, StoreError> {
    let row: Option<StandingRow> = sqlx::query_as(STANDING).bind(me.0).bind(id.0).fetch_optional(executor).await?;
    Ok(row.ok_or(ChatError::ConversationNotFound)?.into())
}
