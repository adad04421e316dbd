//! Messages of one conversation: stored, read in pages, changed.

mod append;
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

pub(super) use batch::{Batch, ConversationStates, Member, NewRow, Quoted, Retried};
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

/// `is_new` is false if a message with this `client_id` was stored before. `members` are all members of the
/// conversation, the sender included.
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

/// The message after the change, as `me` sees it, and the `client_id` that its sender knows it by. `is_new` is false if
/// the change had no effect. `after` is the revision of the conversation before.
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
    /// A page of messages: `request.limit` messages, or fewer if the answer would be too large. Then it has those next
    /// to the start of the page.
    async fn messages(&self, me: UserId, id: ConversationId, request: PageRequest)
    -> Result<Page<Message>, StoreError>;

    /// Assigns the next `seq` and stores the message in one transaction. The message is durable when this returns. With
    /// a known `client_id` it returns the stored message.
    ///
    /// [`ChatError::MessageNotFound`](charla::ChatError::MessageNotFound) if `reply_to` is no message of the
    /// conversation, [`ChatError::ClientIdReused`](charla::ChatError::ClientIdReused), and
    /// [`ChatError::Overloaded`](charla::ChatError::Overloaded) if too many messages wait.
    async fn append(&self, message: NewMessage) -> Result<Appended, StoreError>;

    /// [`ChatError::MessageNotFound`](charla::ChatError::MessageNotFound), and what [`Change::apply`] refuses.
    async fn change(&self, change: NewChange) -> Result<Changed, StoreError>;

    /// Messages that changed after `after`, in the order of their changes: the first `limit`, or fewer if
    /// the answer would be too large.
    async fn changes(
        &self,
        me: UserId,
        id: ConversationId,
        after: Revision,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError>;

    /// The stored versions of this message of `me` from before it was edited or deleted, oldest first.
    async fn versions(&self, me: UserId, id: ConversationId, seq: Seq) -> Result<Vec<Version>, StoreError>;

    /// Deletes a few hundred of the versions that were replaced before `before`. False if there may be more.
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
        page::page(self.readers_in_place(), me, id, request).await
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
        changing::since(self.readers_in_place(), me, id, after, limit).await
    }

    async fn versions(&self, me: UserId, id: ConversationId, seq: Seq) -> Result<Vec<Version>, StoreError> {
        versions::of(self.readers_in_place(), me, id, seq).await
    }

    async fn delete_old_versions(&self, before: Timestamp) -> Result<bool, StoreError> {
        versions::delete_old(self.write().await?, before).await
    }
}
