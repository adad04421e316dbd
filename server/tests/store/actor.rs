//! What people do. A verb expects to succeed; `tries_to…` tells what came of it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use charla::{
    ChatError, ClientId, Conversation, ConversationId, ListRequest, MarketplaceId, Message, MessageContent, Page,
    PageRequest, Participant, Role, Seq, Stats, Timestamp, UserId,
};
use server::store::{Appended, Marked, NewMessage, Opened, Store, StoreError};

#[derive(Clone)]
pub(crate) struct Actor {
    pub(crate) id: UserId,
    pub(crate) participant: MarketplaceId,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<AtomicI64>,
}

pub(crate) fn client_id(number: u128) -> ClientId {
    ClientId(uuid::Uuid::from_u128(number))
}

/// The chat's own refusal: anything else is a fault.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, StoreError>) -> ChatError {
    match result {
        Err(StoreError::Refused(error)) => error,
        other => panic!("should have been refused: {other:?}"),
    }
}

impl Actor {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) async fn opens(&self, other: &Self) -> ConversationId {
        self.tries_to_open(&other.participant, None).await.expect("it opens").conversation.id
    }

    pub(crate) async fn tries_to_open(&self, id: &MarketplaceId, role: Option<Role>) -> Result<Opened, StoreError> {
        self.store.open_conversation(self.id, Participant { id: id.clone(), role }, self.now()).await
    }

    pub(crate) async fn sends(&self, conversation: ConversationId, text: &str) -> Message {
        self.tries_to_send(conversation, text, None).await.expect("it is sent").message
    }

    pub(crate) async fn tries_to_send(
        &self,
        conversation: ConversationId,
        text: &str,
        client_id: Option<ClientId>,
    ) -> Result<Appended, StoreError> {
        self.sends_at(self.now(), conversation, text, client_id).await
    }

    pub(crate) async fn sends_at(
        &self,
        now: Timestamp,
        conversation: ConversationId,
        text: &str,
        client_id: Option<ClientId>,
    ) -> Result<Appended, StoreError> {
        let content = MessageContent::parse(text).expect("a message");
        self.store.append(NewMessage { sender: self.id, conversation, content, client_id, now }).await
    }

    /// All there is.
    pub(crate) async fn reads(&self, conversation: ConversationId) -> Marked {
        self.store.mark_read(self.id, conversation, None).await.expect("it is read")
    }

    pub(crate) async fn reads_up_to(&self, conversation: ConversationId, seq: i64) -> Marked {
        self.store.mark_read(self.id, conversation, Some(Seq(seq))).await.expect("it is read")
    }

    pub(crate) async fn conversation(&self, id: ConversationId) -> Conversation {
        self.store.conversation(self.id, id).await.expect("one's own conversation")
    }

    pub(crate) async fn unread_in(&self, id: ConversationId) -> u32 {
        self.conversation(id).await.unread_count
    }

    pub(crate) async fn page(&self, id: ConversationId, request: PageRequest) -> Page<Message> {
        self.store.messages(self.id, id, request).await.expect("one's own messages")
    }

    pub(crate) async fn list(&self) -> Vec<Conversation> {
        self.store.conversations(self.id, ListRequest::first()).await.expect("one's own list")
    }

    pub(crate) async fn finds(&self, query: &str) -> Vec<ConversationId> {
        let found = self.store.search(self.id, query).await.expect("a search");
        found.iter().map(|conversation| conversation.id).collect()
    }

    pub(crate) async fn stats(&self) -> Stats {
        self.store.stats(self.id).await.expect("one's own totals")
    }
}
