//! What a member has decided about a conversation.

use charla::{
    ChatError, ConversationId, ConversationSettings, Revision, Seq, UserId, conversation_settings::SettingChange,
};
use sqlx::{Executor, FromRow};

use super::{connections::Connections, dialect::Database};
use crate::store::StoreError;

pub(in crate::store) const ARCHIVE: &str = "
    update members set standing_revision = standing_revision + 1, archived_seq = case $3 when 0 then null
        else (select c.last_seq from conversations c where c.id = $2) end
    where user_id = $1 and conversation_id = $2";

pub(in crate::store) const MUTE: &str = "
    update members set standing_revision = standing_revision + 1, is_muted = $3
    where user_id = $1 and conversation_id = $2";

pub(in crate::store) const MARK_UNREAD: &str = "
    update members set standing_revision = standing_revision + 1, is_marked_unread = $3
    where user_id = $1 and conversation_id = $2";

pub(in crate::store) const STANDING: &str = "
    select c.last_seq, mine.archived_seq, mine.is_muted, mine.is_marked_unread, mine.standing_revision
    from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1 and mine.conversation_id = $2";

/// As the columns of `members` have it.
#[derive(Debug, Clone, Copy, FromRow)]
pub(super) struct StandingRow {
    last_seq: i64,
    archived_seq: Option<i64>,
    is_muted: i64,
    is_marked_unread: i64,
    standing_revision: i64,
}

impl From<StandingRow> for ConversationSettings {
    fn from(row: StandingRow) -> Self {
        let decided = Self {
            is_archived: false,
            is_muted: row.is_muted != 0,
            is_marked_unread: row.is_marked_unread != 0,
            archived_seq: row.archived_seq.map(Seq),
            revision: Revision(row.standing_revision),
        };
        decided.where_newest_is(Seq(row.last_seq))
    }
}

pub(super) async fn decide(
    connections: &Connections,
    me: UserId,
    id: ConversationId,
    decision: SettingChange,
) -> Result<ConversationSettings, StoreError> {
    let (statement, is_so) = match decision {
        SettingChange::Archive(is_so) => (ARCHIVE, is_so),
        SettingChange::Mute(is_so) => (MUTE, is_so),
        SettingChange::MarkUnread(is_so) => (MARK_UNREAD, is_so),
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
) -> Result<ConversationSettings, StoreError> {
    let row: Option<StandingRow> = sqlx::query_as(STANDING).bind(me.0).bind(id.0).fetch_optional(executor).await?;
    Ok(row.ok_or(ChatError::ConversationNotFound)?.into())
}
