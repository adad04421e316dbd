//! The operations of the chat: validate, store, then tell those whom it concerns.

use std::{fmt, sync::Arc, time::Instant};

use app::door::{Backend, Sent};
use async_trait::async_trait;
use charla::{
    ChatError, ClientId, Conversation, ConversationId, ListRequest, Message, MessageContent, Page, PageRequest,
    Participant, Person, Role, Seq, Stats, UserId, event::Unread, limits,
};
use tokio_util::task::TaskTracker;

use crate::{
    announcement::Announcement,
    clock, fault,
    hub::Hub,
    limiter::{Limiter, Rate},
    request_id,
    sequence::Sequence,
    store::{Appended, NewMessage, Store},
};

#[derive(Clone)]
pub struct Operations {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
    sequence: Arc<Sequence<Appended>>,
    sends: Arc<Limiter<UserId>>,
    running: TaskTracker,
}

impl Operations {
    /// `running` counts the sends that are under way, so that they are awaited at the end.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, hub: Arc<Hub>, sends: Rate, running: TaskTracker) -> Self {
        Self { store, hub, sequence: Arc::default(), sends: Arc::new(Limiter::new(sends)), running }
    }

    /// Stores and announces, in a task of its own: a client that hangs up in between does not
    /// keep the others from hearing of it.
    async fn append(&self, message: NewMessage) -> Result<Sent, ChatError> {
        let hub = self.hub.clone();
        let ticket = self.sequence.ticket(message.conversation, move |appended: Appended| {
            hub.publish(&appended.members, &mut Announcement::message(appended.message));
        });
        let store = self.store.clone();
        let storing = request_id::under(request_id::current(), async move {
            let appended = store.append(message).await?;
            let sent = Sent { message: appended.message.clone(), is_new: appended.is_new };
            if appended.is_new {
                ticket.stored(appended.message.seq, appended);
            }
            Ok(sent)
        });
        tokio::spawn(self.running.track_future(storing)).await.map_err(fault::internal)?
    }
}

#[async_trait]
impl Backend for Operations {
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<Vec<Conversation>, ChatError> {
        Ok(self.store.conversations(me, request).await?)
    }

    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, ChatError> {
        Ok(self.store.conversation(me, id).await?)
    }

    async fn open_conversation(&self, me: UserId, with: Participant) -> Result<Conversation, ChatError> {
        let opened = self.store.open_conversation(me, with, clock::now()).await?;
        if opened.is_new {
            let members: Vec<_> = opened.conversation.participants.iter().map(|user| user.id).collect();
            self.hub.publish(&members, &mut Announcement::conversation(opened.conversation.clone()));
        }
        Ok(opened.conversation)
    }

    async fn messages(&self, me: UserId, id: ConversationId, request: PageRequest) -> Result<Page<Message>, ChatError> {
        Ok(self.store.messages(me, id, request).await?)
    }

    async fn send(
        &self,
        me: UserId,
        id: ConversationId,
        content: MessageContent,
        client_id: Option<ClientId>,
    ) -> Result<Sent, ChatError> {
        self.sends.take(me, Instant::now())?;
        self.append(NewMessage { sender: me, conversation: id, content, client_id, now: clock::now() }).await
    }

    async fn mark_read(&self, me: UserId, id: ConversationId, up_to: Option<Seq>) -> Result<(), ChatError> {
        let marked = self.store.mark_read(me, id, up_to).await?;
        if marked.moved {
            let unread = Unread { count: marked.unread_count, last_seq: marked.last_seq };
            self.hub.publish(&marked.members, &mut Announcement::read(id, me, marked.read_seq, unread));
        }
        Ok(())
    }

    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, ChatError> {
        let Some(query) = searchable(query) else { return Ok(Vec::new()) };
        if query.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.store.search(me, query).await?)
    }

    async fn stats(&self, me: UserId) -> Result<Stats, ChatError> {
        Ok(self.store.stats(me).await?)
    }

    async fn people(&self, me: UserId, query: &str, role: Option<Role>, page: u32) -> Result<Page<Person>, ChatError> {
        let page = page.max(1);
        match searchable(query) {
            Some(query) => Ok(self.store.people(me, query, role, page).await?),
            None => Ok(Page { results: Vec::new(), count: 0, page, limit: limits::PAGE_DEFAULT }),
        }
    }
}

/// `None` for what no name can contain.
fn searchable(query: &str) -> Option<&str> {
    let query = query.trim();
    let fits = query.chars().count() <= limits::SEARCH_CHARS && !query.chars().any(char::is_control);
    fits.then_some(query)
}

impl fmt::Debug for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operations").finish_non_exhaustive()
    }
}
