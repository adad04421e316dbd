//! Messages of one conversation: stored, read in pages, changed.

pub(super) mod append;
mod batch;
pub(super) mod changing;
mod conversation_lock;
mod group_commit;
mod message_row;
pub(super) mod page;
pub(super) mod versions;

use async_trait::async_trait;
use charla::{
    Change, ChangeWindow, ClientId, ConversationId, Message, MessageContent, Page, PageRequest, Revision, Seq,
    Timestamp, UserId,
};

pub(super) use group_commit::GroupCommit;
pub(super) use message_row::{MessageRow, Reader, message_columns, message_joins};
pub use versions::Version;

use super::{StoreError, sql_store::SqlStore};

#[derive(Debug, Clone)]
pub struct NewMessage {
    pub sender: UserId,
    pub conversation: ConversationId,
    pub content: MessageContent,
    pub client_id: Option<ClientId>,
    /// In the same conversation.
    pub reply_to: Option<Seq>,
    pub now: Timestamp,
}

/// `is_new` is false where the same `client_id` had stored this message before. `members` are all users who get it, the
/// sender included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    pub message: Message,
    pub is_new: bool,
    pub members: Vec<UserId>,
}

#[derive(Debug, Clone)]
pub struct NewChange {
    pub me: UserId,
    pub conversation: ConversationId,
    pub seq: Seq,
    pub change: Change,
    pub window: ChangeWindow,
    pub now: Timestamp,
}

/// The message after the change, as `me` sees it, and the `client_id` that its sender knows it by. `is_new` is false where
/// the change changes nothing. `after` is the revision of the conversation before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub message: Message,
    pub client_id: Option<ClientId>,
    pub after: Revision,
    pub is_new: bool,
    pub members: Vec<UserId>,
}

#[async_trait]
pub trait Messages {
    /// As many as were asked for, or as many as an answer holds: those nearest to where it was asked from.
    async fn messages(&self, me: UserId, id: ConversationId, request: PageRequest)
    -> Result<Page<Message>, StoreError>;

    /// Gives the next `seq` and stores, in one transaction; durable when it returns.
    ///
    /// [`ChatError::MessageNotFound`](charla::ChatError::MessageNotFound) where `reply_to` is no message of the
    /// conversation, [`ChatError::ClientIdReused`](charla::ChatError::ClientIdReused), and
    /// [`ChatError::Overloaded`](charla::ChatError::Overloaded) where too many wait.
    async fn append(&self, message: NewMessage) -> Result<Appended, StoreError>;

    /// [`ChatError::MessageNotFound`](charla::ChatError::MessageNotFound), and what [`Change::apply`] refuses.
    async fn change(&self, change: NewChange) -> Result<Changed, StoreError>;

    /// Messages that changed after `after`, in the order of their changes: the first `limit`, or as many as an answer
    /// holds.
    async fn changes(
        &self,
        me: UserId,
        id: ConversationId,
        after: Revision,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError>;

    /// What this message of `me` was before it was edited or deleted, as far as it is kept; oldest first.
    async fn versions(&self, me: UserId, id: ConversationId, seq: Seq) -> Result<Vec<Version>, StoreError>;

    /// Deletes versions that were replaced before `before`, a few hundred at a time. False where there may be more.
    async fn delete_old_versions(&self, before: Timestamp) -> Result<bool, StoreError>;
}

#[async_trait]
impl Messages for SqlStore {
    async fn messages(
        &self,
        me: UserId,
        id: ConversationId,
        request: PageRequest,
    ) -> Result<Page<Message>, StoreError> {
        page::page(self.readers(), me, id, request).await
    }

    async fn append(&self, message: NewMessage) -> Result<Appended, StoreError> {
        self.group_commit.append(message).await
    }

    async fn change(&self, change: NewChange) -> Result<Changed, StoreError> {
        changing::change(self.write().await?, change).await
    }

    async fn changes(
        &self,
        me: UserId,
        id: ConversationId,
        after: Revision,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        changing::since(self.readers(), me, id, after, limit).await
    }

    async fn versions(&self, me: UserId, id: ConversationId, seq: Seq) -> Result<Vec<Version>, StoreError> {
        versions::of(self.readers(), me, id, seq).await
    }

    async fn delete_old_versions(&self, before: Timestamp) -> Result<bool, StoreError> {
        versions::delete_old(self.write().await?, before).await
    }
}
