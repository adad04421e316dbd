//! Searches messages by their words.

pub(super) mod filters;
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
    /// Messages of `me` that have all the words, newest first: `search.limit` messages, or fewer if the answer would be
    /// too large or the search has read as much as one search may. [`MessageHits::next`] is the start of the next page.
    /// [`ChatError::ConversationNotFound`](charla::ChatError::ConversationNotFound) if `me` is no member of
    /// `search.conversation`.
    async fn search_messages(&self, me: UserId, search: &MessageSearch) -> Result<MessageHits, StoreError>;

    /// Computes the bloom filters of some of the messages that have none: edited messages, and messages that are older
    /// than the filters. Searches find them without a filter, too, but have to read them. False if there may be more.
    async fn index_unindexed(&self) -> Result<bool, StoreError>;

    /// Adds the bloom filters of new messages to those of their conversations. Searches find these messages without it,
    /// too, but read all of them. False if there may be more.
    async fn add_filters(&self) -> Result<bool, StoreError>;
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

    async fn add_filters(&self) -> Result<bool, StoreError> {
        filters::add(self).await
    }
}
