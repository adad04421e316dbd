//! Messages by their words.

pub(super) mod indexing;
pub(super) mod participants;
pub(super) mod searching;
mod trigram_bloom;

use async_trait::async_trait;
use charla::{MessageHits, MessageSearch, UserId};

pub(super) use trigram_bloom::TrigramBloom;

use super::{Conversations, StoreError, sql_store::SqlStore};

#[async_trait]
pub trait MessageSearches {
    /// Messages of `me` that have all the words, newest first: as many as were asked for, or as many as an answer holds.
    /// [`MessageHits::next`] says where they go on, also where one search has read too much to find more.
    /// [`ChatError::ConversationNotFound`](charla::ChatError::ConversationNotFound) where the search is in a stranger's
    /// conversation.
    async fn search_messages(&self, me: UserId, search: &MessageSearch) -> Result<MessageHits, StoreError>;

    /// Computes the bloom filters of some of the messages that have none: those that were edited, or are older than the
    /// filters. Searches find them before, too, but with more work. False where there may be more.
    async fn index_unindexed(&self) -> Result<bool, StoreError>;
}

#[async_trait]
impl MessageSearches for SqlStore {
    async fn search_messages(&self, me: UserId, search: &MessageSearch) -> Result<MessageHits, StoreError> {
        if let Some(conversation) = search.conversation {
            self.last_seq(me, conversation).await?;
        }
        searching::search(self.readers(), me, search).await
    }

    async fn index_unindexed(&self) -> Result<bool, StoreError> {
        indexing::index_unindexed(self).await
    }
}
