//! Conversations with their people, read cursors, newest message and unread count.

mod conversation_row;
pub(super) mod list;
pub(super) mod members;
pub(super) mod opening;

use async_trait::async_trait;
use charla::{
    ChatError, Conversation, ConversationId, ConversationList, ListRequest, Participant, Seq, Timestamp, UserId,
};

use super::{StoreError, database::Executor, sql_store::SqlStore};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub conversation: Conversation,
    pub is_new: bool,
}

#[async_trait]
pub trait Conversations {
    /// A page of the list, latest activity first: `request.limit` conversations, or fewer if the answer would be too
    /// large.
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<ConversationList, StoreError>;

    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, StoreError>;

    /// Returns the conversation of the pair; creates it if it does not exist. If both users open it at the same moment,
    /// it is created once.
    ///
    /// [`ChatError::ParticipantNotFound`], [`ChatError::ParticipantIsSelf`].
    async fn open_conversation(&self, me: UserId, with: Participant, now: Timestamp) -> Result<Opened, StoreError>;

    /// Conversations with somebody whose name contains `query`, latest activity first, at most
    /// [`charla::limits::PAGE_MAX`]. None for an empty `query`.
    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, StoreError>;

    /// The `seq` of the newest message; 0 if there is none.
    async fn last_seq(&self, me: UserId, id: ConversationId) -> Result<Seq, StoreError>;

    /// The conversation of `me` with the next higher id. New messages do not change this order, so a walk over all
    /// conversations misses none.
    async fn conversation_after(&self, me: UserId, after: ConversationId)
    -> Result<Option<ConversationId>, StoreError>;

    /// All members, `me` included.
    async fn members(&self, me: UserId, id: ConversationId) -> Result<Vec<UserId>, StoreError>;
}

pub const LAST_SEQ: &str = "
    select c.last_seq from members mine join conversations c on c.id = mine.conversation_id
    where mine.user_id = $1 and mine.conversation_id = $2";

pub const NEXT: &str = "
    select conversation_id from members where user_id = $1 and conversation_id > $2 order by conversation_id limit 1";

#[async_trait]
impl Conversations for SqlStore {
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<ConversationList, StoreError> {
        list::page(self.readers_in_place(), me, request).await
    }

    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, StoreError> {
        list::one(self.readers_in_place(), me, id).await
    }

    async fn open_conversation(&self, me: UserId, with: Participant, now: Timestamp) -> Result<Opened, StoreError> {
        opening::open(self, me, with, now).await
    }

    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, StoreError> {
        list::search(self.readers(), me, query).await
    }

    async fn last_seq(&self, me: UserId, id: ConversationId) -> Result<Seq, StoreError> {
        let last_seq: Option<(i64,)> =
            self.readers_in_place().query(LAST_SEQ).bind(me.0).bind(id.0).fetch_optional().await?;
        let (last_seq,) = last_seq.ok_or(ChatError::ConversationNotFound)?;
        Ok(Seq(last_seq))
    }

    async fn conversation_after(
        &self,
        me: UserId,
        after: ConversationId,
    ) -> Result<Option<ConversationId>, StoreError> {
        let next: Option<(i64,)> = self.readers().query(NEXT).bind(me.0).bind(after.0).fetch_optional().await?;
        Ok(next.map(|(id,)| ConversationId(id)))
    }

    async fn members(&self, me: UserId, id: ConversationId) -> Result<Vec<UserId>, StoreError> {
        members::members(self.readers_in_place(), me, id).await
    }
}
