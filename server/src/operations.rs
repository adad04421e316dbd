//! The operations of the chat: each validates, stores, and then publishes to the users whom the store returned.

pub mod export;
mod searches;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use app::backend::{Backend, OutgoingMessage, Sent};
use async_trait::async_trait;
use charla::{
    Change, ChangeWindow, ChatError, Conversation, ConversationId, ConversationList, ConversationSettings, Device,
    DirectoryPage, DirectoryRequest, InboxPage, ListRequest, Message, MessageHits, MessageSearch, Page, PageRequest,
    Participant, Revision, Seq, SessionId, Stats, UserId, conversation_settings::SettingChange, event::Unread, limits,
};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use self::searches::{SearchLimiter, Turn};
use crate::{
    clock,
    config::Rates,
    limits::{Limit, Limiter},
    live::{broadcast::Broadcast, fanout::Fanout, in_order_publisher::InOrderPublisher},
    own_task::in_own_task,
    store::{Appended, DatabaseHealth, Marked, NewChange, NewMessage, Store},
};

/// Longest time that a user waits for a write. After that the write continues, and if it is stored after all, it is
/// published.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
const RETRY_AFTER_SECONDS: u32 = 1;

#[derive(Clone)]
pub struct Operations {
    store: Arc<dyn Store>,
    fanout: Fanout,
    publisher: Arc<InOrderPublisher<Appended>>,
    sends: Arc<Limiter<UserId>>,
    bytes: Arc<Limiter<UserId>>,
    typing: Arc<Limiter<UserId>>,
    window: ChangeWindow,
    searches: Arc<SearchLimiter>,
    opens: Arc<Limiter<UserId>>,
    database_health: Arc<DatabaseHealth>,
    running: TaskTracker,
}

impl Operations {
    /// `running` counts the writes in progress, so that the server can wait for them when it ends.
    pub fn new(
        store: Arc<dyn Store>,
        fanout: Fanout,
        rates: &Rates,
        window: ChangeWindow,
        database_health: Arc<DatabaseHealth>,
        running: TaskTracker,
    ) -> Self {
        let limiter = |limit, rate| Arc::new(Limiter::new(limit, rate));
        let sends = limiter(Limit::Sends, rates.sends_by_user);
        let bytes = limiter(Limit::Bytes, rates.bytes_by_user);
        let typing = limiter(Limit::Typing, rates.typing_by_user);
        let opens = limiter(Limit::Opens, rates.opens_by_user);
        let searches = Arc::new(SearchLimiter::new(rates.searches_by_user));
        let publisher = Arc::default();
        Self { store, fanout, publisher, sends, bytes, typing, window, searches, opens, database_health, running }
    }

    /// Counts a write of `words` towards the limits on sends and on bytes a day.
    fn take_send(&self, me: UserId, words: &str) -> Result<(), ChatError> {
        let now = Instant::now();
        self.sends.take(me, now)?;
        self.bytes.take_many(me, u32::try_from(words.len()).unwrap_or(u32::MAX), now)
    }

    /// Waits for the turn of a search. `None` without words: only a search by words reads the names of all users.
    async fn begin_search(&self, me: UserId, words: &str) -> Result<Option<Turn>, ChatError> {
        if words.trim().is_empty() { Ok(None) } else { self.searches.begin(me).await.map(Some) }
    }

    /// Runs a write like [`in_own_task`], and records whether it was stored, for the health check.
    async fn in_own_task<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ChatError>> + Send + 'static,
    ) -> Result<T, ChatError> {
        let outcome = timeout(WRITE_TIMEOUT, in_own_task(&self.running, work)).await;
        let outcome = outcome.unwrap_or(Err(ChatError::Overloaded { retry_after: RETRY_AFTER_SECONDS }));
        self.database_health.record(&outcome);
        outcome
    }
}

#[async_trait]
impl Backend for Operations {
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<ConversationList, ChatError> {
        Ok(self.store.conversations(me, request).await?)
    }

    async fn inbox(&self, me: UserId, request: ListRequest) -> Result<InboxPage, ChatError> {
        Ok(self.store.inbox(me, request).await?)
    }

    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, ChatError> {
        Ok(self.store.conversation(me, id).await?)
    }

    async fn open_conversation(&self, me: UserId, with: Participant) -> Result<Conversation, ChatError> {
        self.opens.take(me, Instant::now())?;
        let (store, fanout) = (self.store.clone(), self.fanout.clone());
        self.in_own_task(async move {
            let opened = store.open_conversation(me, with, clock::now()).await?;
            if opened.is_new {
                let members: Vec<_> = opened.conversation.participants.iter().map(|user| user.id).collect();
                fanout.publish(&members, Broadcast::conversation(opened.conversation.clone()));
            }
            Ok(opened.conversation)
        })
        .await
    }

    async fn messages(&self, me: UserId, id: ConversationId, request: PageRequest) -> Result<Page<Message>, ChatError> {
        Ok(self.store.messages(me, id, request).await?)
    }

    async fn send(&self, me: UserId, id: ConversationId, draft: OutgoingMessage) -> Result<Sent, ChatError> {
        self.take_send(me, &draft.content)?;
        let OutgoingMessage { content, client_id, reply_to } = draft;
        let message = NewMessage { sender: me, conversation: id, content, client_id, reply_to, now: clock::now() };
        let (store, fanout, republisher) = (self.store.clone(), self.fanout.clone(), self.fanout.clone());
        let ticket = self.publisher.ticket(id, move |appended: Appended| {
            fanout.publish(&appended.members, Broadcast::message(appended.message));
        });
        self.in_own_task(async move {
            let appended = store.append(message).await?;
            let sent = Sent { message: appended.message.clone(), is_new: appended.is_new };
            if appended.is_new {
                ticket.stored(appended.message.seq, appended);
            } else {
                republisher.republish(&appended.members, Broadcast::message(appended.message));
            }
            Ok(sent)
        })
        .await
    }

    async fn change(&self, me: UserId, id: ConversationId, seq: Seq, change: Change) -> Result<Message, ChatError> {
        let words = if let Change::Edit(content) = &change { content } else { "" };
        self.take_send(me, words)?;
        let new = NewChange { me, conversation: id, seq, change, window: self.window, now: clock::now() };
        let (store, fanout) = (self.store.clone(), self.fanout.clone());
        self.in_own_task(async move {
            let changed = store.change(new).await?;
            if changed.is_new {
                let for_sender = Message { client_id: changed.client_id, is_read: false, ..changed.message.clone() };
                fanout.publish(&changed.members, Broadcast::changed(for_sender, changed.after));
            }
            Ok(changed.message)
        })
        .await
    }

    async fn changes(&self, me: UserId, id: ConversationId, after: Revision) -> Result<Vec<Message>, ChatError> {
        Ok(self.store.changes(me, id, after, limits::RESUME_MAX + 1).await?)
    }

    async fn mark_read(
        &self,
        me: UserId,
        id: ConversationId,
        up_to: Option<Seq>,
    ) -> Result<Option<ConversationSettings>, ChatError> {
        let (store, fanout) = (self.store.clone(), self.fanout.clone());
        self.in_own_task(async move {
            let marked = store.mark_read(me, id, up_to).await?;
            if marked.moved {
                let Marked { unread_count: count, last_seq, revision, .. } = marked;
                let unread = Unread { count, last_seq, revision };
                fanout.publish(&marked.members, Broadcast::read(id, me, marked.read_seq, unread));
            }
            if let Some(settings) = marked.settings {
                fanout.publish(&[me], Broadcast::settings(id, settings));
            }
            Ok(marked.settings)
        })
        .await
    }

    async fn change_settings(
        &self,
        me: UserId,
        id: ConversationId,
        change: SettingChange,
    ) -> Result<ConversationSettings, ChatError> {
        self.sends.take(me, Instant::now())?;
        let (store, fanout) = (self.store.clone(), self.fanout.clone());
        self.in_own_task(async move {
            let settings = store.change_settings(me, id, change).await?;
            fanout.publish(&[me], Broadcast::settings(id, settings));
            Ok(settings)
        })
        .await
    }

    /// Succeeds without an effect over the limit: a typing indicator may be lost.
    async fn typing(&self, me: UserId, id: ConversationId) -> Result<(), ChatError> {
        if self.typing.take(me, Instant::now()).is_ok() {
            let mut others = self.store.members(me, id).await?;
            others.retain(|member| *member != me);
            self.fanout.publish(&others, Broadcast::typing(id, me));
        }
        Ok(())
    }

    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, ChatError> {
        let _turn = self.begin_search(me, query).await?;
        Ok(self.store.search(me, query).await?)
    }

    async fn search_messages(&self, me: UserId, search: MessageSearch) -> Result<MessageHits, ChatError> {
        let _turn = self.searches.begin(me).await?;
        Ok(self.store.search_messages(me, &search).await?)
    }

    async fn stats(&self, me: UserId) -> Result<Stats, ChatError> {
        Ok(self.store.stats(me).await?)
    }

    async fn unread_total(&self, me: UserId) -> Result<u32, ChatError> {
        Ok(self.store.unread_total(me).await?)
    }

    async fn people(&self, me: UserId, request: DirectoryRequest) -> Result<DirectoryPage, ChatError> {
        let _turn = self.begin_search(me, &request.query).await?;
        Ok(self.store.people(me, &request).await?)
    }

    async fn devices(&self, me: UserId, here: SessionId) -> Result<Vec<Device>, ChatError> {
        Ok(self.store.devices(me, here, clock::now()).await?)
    }
}

impl fmt::Debug for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operations").finish_non_exhaustive()
    }
}
