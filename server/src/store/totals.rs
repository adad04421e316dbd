//! Sums over all conversations of one user.

use async_trait::async_trait;
use charla::{ConversationList, InboxPage, ListRequest, Stats, UserId};

use super::{StoreError, conversations::list, database::Executor, sql_store::SqlStore};

pub const STATS: &str = "
    select count(*) as conversations,
           cast(coalesce(sum((c.last_seq - mine.read_seq) - (mine.sent - mine.sent_at_read) - mine.deleted_unread), 0) as bigint) as unread
    from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1";

pub const UNREAD_TOTAL: &str = "
    select cast(coalesce(sum((c.last_seq - mine.read_seq) - (mine.sent - mine.sent_at_read) - mine.deleted_unread), 0) as bigint)
    from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1 and mine.is_muted = 0";

#[async_trait]
pub trait Totals {
    async fn stats(&self, me: UserId) -> Result<Stats, StoreError>;

    /// Unread messages of conversations that are not muted.
    async fn unread_total(&self, me: UserId) -> Result<u32, StoreError>;

    /// A page of the list, as [`conversations`](super::Conversations::conversations) returns it, and the totals. Both
    /// are read in one snapshot: the client applies later events to both, and would otherwise count a message twice or
    /// not at all.
    async fn inbox(&self, me: UserId, request: ListRequest) -> Result<InboxPage, StoreError>;
}

#[async_trait]
impl Totals for SqlStore {
    async fn stats(&self, me: UserId) -> Result<Stats, StoreError> {
        stats(self.readers_in_place(), me).await
    }

    async fn unread_total(&self, me: UserId) -> Result<u32, StoreError> {
        let (unread,) = self.readers_in_place().query(UNREAD_TOTAL).bind(me.0).fetch_one().await?;
        Ok(count(unread))
    }

    async fn inbox(&self, me: UserId, request: ListRequest) -> Result<InboxPage, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let stats = stats(&mut snapshot, me).await?;
        let ConversationList { conversations, next } = list::page(&mut snapshot, me, request).await?;
        Ok(InboxPage { conversations, next, stats })
    }
}

async fn stats(on: impl Executor<'_>, me: UserId) -> Result<Stats, StoreError> {
    let (conversations, unread) = on.query(STATS).bind(me.0).fetch_one().await?;
    Ok(Stats { total_conversations: count(conversations), unread_messages: count(unread) })
}

fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
