//! A user of the store. A method named by a verb expects success; `tries_to_…` returns the result.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use charla::{
    Change, ChangeWindow, ChatError, ClientId, Conversation, ConversationId, ListRequest, MarketplaceId, Message,
    MessageContent, Page, PageRequest, Participant, Revision, Role, Seq, Stats, Timestamp, UserId,
};
use server::store::{Appended, Changed, Marked, NewChange, NewMessage, Opened, Store, StoreError};

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

/// Returns the refusal. Panics on success, and on any other error.
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
        self.store.append(NewMessage { sender: self.id, conversation, content, client_id, reply_to: None, now }).await
    }

    pub(crate) async fn answers(&self, to: &Message, text: &str) -> Message {
        self.tries_to_reply(to.conversation_id, to.seq, text).await.expect("it is sent").message
    }

    pub(crate) async fn tries_to_reply(
        &self,
        conversation: ConversationId,
        to: Seq,
        text: &str,
    ) -> Result<Appended, StoreError> {
        let (content, now) = (MessageContent::parse(text).expect("a message"), self.now());
        let new = NewMessage { sender: self.id, conversation, content, client_id: None, reply_to: Some(to), now };
        self.store.append(new).await
    }

    pub(crate) async fn changes(&self, message: &Message, change: Change) -> Changed {
        self.tries_to_change(message, change).await.expect("it is changed")
    }

    /// Changes a message that is not older than a week.
    pub(crate) async fn tries_to_change(&self, message: &Message, change: Change) -> Result<Changed, StoreError> {
        let window = ChangeWindow { minutes: 7 * 24 * 60 };
        let (conversation, seq) = (message.conversation_id, message.seq);
        self.store.change(NewChange { me: self.id, conversation, seq, change, window, now: self.now() }).await
    }

    pub(crate) async fn tries_to_read_changes(
        &self,
        conversation: ConversationId,
        after: i64,
    ) -> Result<Vec<Message>, StoreError> {
        self.store.changes(self.id, conversation, Revision(after), 300).await
    }

    pub(crate) async fn looks_at(&self, message: &Message) -> Message {
        let page = self.page(message.conversation_id, PageRequest::before(message.seq.next())).await;
        page.results.into_iter().next().expect("the message")
    }

    /// Marks the whole conversation as read.
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
        self.store.conversations(self.id, ListRequest::first()).await.expect("one's own list").conversations
    }

    pub(crate) async fn finds(&self, query: &str) -> Vec<ConversationId> {
        let found = self.store.search(self.id, query).await.expect("a search");
        found.iter().map(|conversation| conversation.id).collect()
    }

    pub(crate) async fn stats(&self) -> Stats {
        self.store.stats(self.id).await.expect("one's own totals")
    }
}
