//! The settings of a member for a conversation: archived, muted, marked unread.

use async_trait::async_trait;
use charla::{
    ChatError, ConversationId, ConversationSettings, Revision, Seq, UserId, conversation_settings::SettingChange,
};

use super::{
    StoreError,
    database::{Executor, Transaction, from_row},
    sql_store::SqlStore,
};

#[async_trait]
pub trait Settings {
    /// Returns all settings of `me` for the conversation after the change.
    async fn change_settings(
        &self,
        me: UserId,
        id: ConversationId,
        change: SettingChange,
    ) -> Result<ConversationSettings, StoreError>;
}

pub const ARCHIVE: &str = "
    update members set standing_revision = standing_revision + 1, archived_seq = case $3 when 0 then null
        else (select c.last_seq from conversations c where c.id = $2) end
    where user_id = $1 and conversation_id = $2";

pub const MUTE: &str = "
    update members set standing_revision = standing_revision + 1, is_muted = $3
    where user_id = $1 and conversation_id = $2";

pub const MARK_UNREAD: &str = "
    update members set standing_revision = standing_revision + 1, is_marked_unread = $3
    where user_id = $1 and conversation_id = $2";

pub const SETTINGS: &str = "
    select c.last_seq, mine.archived_seq, mine.is_muted, mine.is_marked_unread, mine.standing_revision
    from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1 and mine.conversation_id = $2";

#[async_trait]
impl Settings for SqlStore {
    async fn change_settings(
        &self,
        me: UserId,
        id: ConversationId,
        change: SettingChange,
    ) -> Result<ConversationSettings, StoreError> {
        let (statement, is_so) = match change {
            SettingChange::Archive(is_so) => (ARCHIVE, is_so),
            SettingChange::Mute(is_so) => (MUTE, is_so),
            SettingChange::MarkUnread(is_so) => (MARK_UNREAD, is_so),
        };
        let mut write = self.write().await?;
        write.query(statement).bind(me.0).bind(id.0).bind(i64::from(is_so)).execute().await?;
        let settings = settings_of(&mut write, me, id).await?;
        write.commit().await?;
        Ok(settings)
    }
}

/// [`ChatError::ConversationNotFound`] if `me` is no member; then the update before has changed no row.
pub(super) async fn settings_of(
    write: &mut Transaction,
    me: UserId,
    id: ConversationId,
) -> Result<ConversationSettings, StoreError> {
    let row: Option<SettingsRow> = write.query(SETTINGS).bind(me.0).bind(id.0).fetch_optional().await?;
    Ok(row.ok_or(ChatError::ConversationNotFound)?.into())
}

from_row! {
    /// The columns of `members`.
    #[derive(Debug, Clone, Copy)]
    pub(super) struct SettingsRow {
        last_seq: i64,
        archived_seq: Option<i64>,
        is_muted: i64,
        is_marked_unread: i64,
        standing_revision: i64,
    }
}

impl From<SettingsRow> for ConversationSettings {
    fn from(row: SettingsRow) -> Self {
        let settings = Self {
            is_archived: false,
            is_muted: row.is_muted != 0,
            is_marked_unread: row.is_marked_unread != 0,
            archived_seq: row.archived_seq.map(Seq),
            revision: Revision(row.standing_revision),
        };
        settings.with_newest(Seq(row.last_seq))
    }
}
