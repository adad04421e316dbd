//! The client, as `app/src/chat` has it: when it folds, fetches, sends and resumes. Each of its functions
//! is named after the one there. It fetches through the operations; all else goes over the socket.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::{
    door::{self, Backend},
    functions::{ChatPage, InboxPage},
};
use axum::extract::ws::Message as Frame;
use charla::{
    ClientEvent, ClientId, Conversation, ConversationId, Cursor, Inbox, ListRequest, Outbox, PageRequest, Seq,
    ServerEvent, Timeline, Timestamp, Unsent, UserId, event::Unread, inbox::Folded, limits,
};

use crate::wire::{Heard, Line};

pub struct Tab {
    pub me: UserId,
    pub inbox: Inbox,
    pub timelines: BTreeMap<ConversationId, Timeline>,
    pub outbox: Outbox,
    pub backend: Arc<dyn Backend>,
    line: Option<Line>,
    /// What the page shows is fresh until the first connection is lost.
    is_fresh: bool,
    /// Conversations whose next send waits for the answer to the one under way.
    delivering: BTreeSet<ConversationId>,
    must_recover: bool,
    fetched: Option<InboxPage>,
}

impl Tab {
    pub async fn open(me: UserId, backend: Arc<dyn Backend>) -> Self {
        let page = inbox(&*backend, me).await;
        Self {
            me,
            inbox: Inbox::new(me, page.conversations, page.stats),
            timelines: BTreeMap::new(),
            outbox: Outbox::default(),
            backend,
            line: None,
            is_fresh: true,
            delivering: BTreeSet::new(),
            must_recover: false,
            fetched: None,
        }
    }

    pub fn connect(&mut self, line: Line) {
        self.lost();
        self.line = Some(line);
    }

    pub fn is_connected(&self) -> bool {
        self.line.is_some()
    }

    pub fn lost(&mut self) {
        if self.line.take().is_some() {
            self.is_fresh = false;
            self.delivering.clear();
        }
    }

    /// Folds at most so many of the frames that came. Whether there was any.
    pub fn listen(&mut self, frames: usize) -> bool {
        for n in 0..frames {
            match self.line.as_mut().map_or(Heard::Nothing, Line::hears) {
                Heard::Nothing => return n > 0,
                Heard::End => self.lost(),
                Heard::Frame(Frame::Text(text)) => {
                    let event = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
                    if let ServerEvent::Ready { .. } = event {
                        self.ready();
                    }
                    self.apply(&event);
                }
                // A ping.
                Heard::Frame(_) => {}
            }
        }
        true
    }

    fn ready(&mut self) {
        self.say(&ClientEvent::Resume { cursors: self.cursors() });
        if !self.is_fresh {
            self.must_recover = true;
        }
        for id in self.outbox.due() {
            self.deliver(id);
        }
    }

    fn cursors(&self) -> Vec<Cursor> {
        let opened = self.timelines.values().map(Cursor::of_timeline);
        Cursor::all(opened, self.inbox.conversations().iter().map(Cursor::of_listed))
    }

    fn say(&self, event: &ClientEvent) {
        if let Some(line) = &self.line {
            line.says(serde_json::to_string(event).expect("JSON"));
        }
    }

    fn apply(&mut self, event: &ServerEvent) {
        let mut is_complete = self.inbox.apply(event) == Folded::Done;
        for timeline in self.timelines.values_mut() {
            timeline.apply(event);
            is_complete &= !timeline.has_gap();
        }
        self.must_recover |= !is_complete;
        match event {
            ServerEvent::Ack { client_id, message } => {
                self.outbox.remove(*client_id);
                self.delivering.remove(&message.conversation_id);
                self.deliver(message.conversation_id);
            }
            ServerEvent::Message { message } if message.sender_id == self.me => {
                message.client_id.and_then(|client_id| self.outbox.remove(client_id));
            }
            ServerEvent::Error { .. } => panic!("nothing here deserves {event:?}"),
            _ => {}
        }
    }

    /// Under which id it goes out.
    pub fn send(&mut self, id: ConversationId, content: String) -> ClientId {
        let client_id = ClientId::generate();
        let unsent = Unsent::new(client_id, id, content, Timestamp::default());
        if let Some(timeline) = self.timelines.get_mut(&id) {
            timeline.put_pending(unsent.pending());
        }
        self.outbox.write(unsent).expect("room in the outbox");
        self.deliver(id);
        client_id
    }

    /// One at a time in each conversation.
    fn deliver(&mut self, id: ConversationId) {
        let Some(unsent) = self.outbox.next(id).filter(|_| self.is_connected()).cloned() else { return };
        if self.delivering.insert(id) {
            let Unsent { client_id, conversation, content, .. } = unsent;
            self.say(&ClientEvent::Send { conversation, content, client_id, reply_to: None });
        }
    }

    pub async fn seen(&mut self, id: ConversationId) {
        let Some(timeline) = self.timelines.get(&id) else { return };
        let (last_seq, Some(newest)) = (timeline.newest(), timeline.unread().next_back().map(|message| message.seq))
        else {
            return;
        };
        self.backend.mark_read(self.me, id, Some(newest)).await.expect("one's own conversation");
        let unread = Some(Unread { count: 0, last_seq });
        self.apply(&ServerEvent::Read { conversation: id, user: self.me, read_seq: newest, unread });
    }

    /// Shows a conversation.
    pub async fn look(&mut self, id: ConversationId) {
        let conversation = self.backend.conversation(self.me, id).await.expect("one's own conversation");
        let messages = self.messages(id, PageRequest::newest()).await;
        let ChatPage { conversation, messages } = ChatPage { conversation, messages };
        let timeline = match self.timelines.remove(&id) {
            Some(mut timeline) => {
                timeline.add_page(messages);
                timeline
            }
            None => Timeline::new(self.me, &conversation, messages),
        };
        self.timelines.insert(id, timeline);
    }

    /// Asks for the list. Asked for again while it is on the way, it is asked for once more.
    pub async fn recover(&mut self) {
        if self.fetched.is_none() {
            self.must_recover = false;
            self.fetched = Some(inbox(&*self.backend, self.me).await);
        }
    }

    /// The list has come: it is folded, and every timeline is brought up to it. Whether there was one.
    pub async fn recovered(&mut self) -> bool {
        let Some(page) = self.fetched.take() else { return false };
        self.must_recover |= self.inbox.refresh(page.conversations, page.stats) == Folded::Stale;
        let ids: Vec<_> = self.timelines.keys().copied().collect();
        for id in ids {
            let known = self.inbox.find(id).cloned();
            self.complete(id, known.as_ref()).await;
        }
        true
    }

    async fn complete(&mut self, id: ConversationId, known: Option<&Conversation>) {
        let Some(mut timeline) = self.timelines.remove(&id) else { return };
        let last_seq = known.map_or(Seq::START, Conversation::last_seq);
        let newest = last_seq.max(timeline.newest());
        if timeline.is_doubtful() || newest.0 - timeline.cursor().0 > i64::from(limits::RESUME_MAX) {
            let conversation = self.backend.conversation(self.me, id).await.expect("one's own conversation");
            timeline.restart(&conversation, self.messages(id, PageRequest::newest()).await);
        }
        while timeline.has_gap() || last_seq > timeline.newest() {
            let page = self.messages(id, PageRequest::after(timeline.cursor())).await;
            if page.results.is_empty() {
                break;
            }
            timeline.add_page(page);
        }
        for cursor in known.map_or(&[][..], |conversation| &conversation.read_cursors) {
            timeline.read(cursor.user, cursor.read_seq);
        }
        self.timelines.insert(id, timeline);
    }

    /// Does whatever it has to by itself. Whether it had to.
    pub async fn goes_on(&mut self) -> bool {
        if self.must_recover {
            self.recover().await;
        }
        self.recovered().await
    }

    async fn messages(&self, id: ConversationId, page: PageRequest) -> charla::Page<charla::Message> {
        self.backend.messages(self.me, id, page).await.expect("one's own conversation")
    }
}

async fn inbox(backend: &dyn Backend, me: UserId) -> InboxPage {
    door::inbox(backend, me, ListRequest::first()).await.expect("a list")
}
