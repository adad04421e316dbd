//! The client, as `app/src/chat` has it: when it folds, fetches, sends and resumes. Each of its functions
//! is named after the one there. Sends go over the socket; all else is asked of the operations, whose answers
//! come when they come.

mod answers;
mod changing;
mod delivery;
mod history;
mod opened;
mod reading;
mod recovery;
mod standing;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use app::{
    door::Backend,
    functions::{ChatPage, InboxPage},
};
use axum::extract::ws::Message as Frame;
use charla::{
    ClientEvent, ConversationId, Cursor, Inbox, Outbox, PageRequest, Seq, ServerEvent, UserId, inbox::Folded,
};

use self::{answers::Answer, standing::Deciding};
use crate::wire::{Heard, Line};

pub use opened::Opened;

pub struct Tab {
    pub me: UserId,
    pub inbox: Inbox,
    pub opened: BTreeMap<ConversationId, Opened>,
    pub outbox: Outbox,
    pub backend: Arc<dyn Backend>,
    line: Option<Line>,
    /// What the page shows is fresh until the first connection is lost.
    is_fresh: bool,
    /// Conversations whose next send waits for the answer to the one under way.
    delivering: BTreeSet<ConversationId>,
    /// What the server is being told that one has read.
    reading: Vec<(ConversationId, Seq)>,
    /// What one has decided, and the server has not answered yet.
    deciding: BTreeMap<ConversationId, Deciding>,
    must_recover: bool,
    /// The list, on its way.
    fetched: Option<InboxPage>,
    answers: VecDeque<Answer>,
}

impl Tab {
    pub async fn open_page(me: UserId, backend: Arc<dyn Backend>) -> Self {
        let page = recovery::inbox(&*backend, me).await;
        Self {
            me,
            inbox: Inbox::new(me, page.conversations, page.stats),
            opened: BTreeMap::new(),
            outbox: Outbox::default(),
            backend,
            line: None,
            is_fresh: true,
            delivering: BTreeSet::new(),
            reading: Vec::new(),
            deciding: BTreeMap::new(),
            must_recover: false,
            fetched: None,
            answers: VecDeque::new(),
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
                    self.apply(&event);
                    match event {
                        ServerEvent::Ready { .. } => self.is_ready(),
                        // What overtook it is told.
                        ServerEvent::Conversation { .. } => {
                            self.say(&ClientEvent::Resume { cursors: self.cursors() });
                        }
                        _ => {}
                    }
                }
                // A ping.
                Heard::Frame(_) => {}
            }
        }
        true
    }

    fn is_ready(&mut self) {
        if !self.is_fresh {
            self.must_recover = true;
        }
        self.say(&ClientEvent::Resume { cursors: self.cursors() });
        self.deliver_all();
    }

    fn cursors(&self) -> Vec<Cursor> {
        let opened = self.opened.values().map(|opened| Cursor::of_timeline(&opened.timeline));
        Cursor::all(opened, self.inbox.conversations().iter().map(Cursor::of_listed))
    }

    fn say(&self, event: &ClientEvent) {
        if let Some(line) = &self.line {
            line.says(serde_json::to_string(event).expect("JSON"));
        }
    }

    /// What the server tells, by socket or in an answer.
    fn apply(&mut self, event: &ServerEvent) {
        let event = &self.with_decisions(event);
        let mut is_complete = self.inbox.apply(event) == Folded::Done;
        if let Some(opened) = conversation_of(event).and_then(|id| self.opened.get_mut(&id)) {
            opened.apply(event);
            is_complete &= !opened.timeline.has_gap();
        }
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
        self.must_recover |= !is_complete;
    }

    /// Shows a conversation, from its newest message.
    pub async fn look(&mut self, id: ConversationId) {
        if self.opened.contains_key(&id) {
            self.shows(id).await;
        } else {
            let page = self.chat(id, PageRequest::newest()).await;
            self.answers.push_back(Answer::Chat(page));
        }
    }

    /// Its window is there.
    async fn shows(&mut self, id: ConversationId) {
        self.go_to_newest(id);
        self.complete(id);
        self.look_again(id).await;
    }

    /// A fetched page of a conversation: begins its timeline, or adds to it.
    fn open(&mut self, page: ChatPage) {
        // Where neither is later, `complete` sees it once the page lives.
        let _ = self.inbox.add(vec![page.conversation.clone()]);
        match self.opened.get_mut(&page.conversation.id) {
            Some(opened) => opened.show(page.messages),
            None => drop(self.opened.insert(page.conversation.id, Opened::new(self.me, page))),
        }
    }

    /// What came while the page of this conversation was on its way had no timeline to go to.
    fn complete(&mut self, id: ConversationId) {
        let (Some(opened), Some(listed)) = (self.opened.get(&id), self.inbox.find(id)) else { return };
        let timeline = &opened.timeline;
        self.must_recover |= listed.last_seq() > timeline.newest()
            || listed.reading() > timeline.reading()
            || listed.revision > timeline.revision();
    }

    async fn chat(&self, id: ConversationId, page: PageRequest) -> ChatPage {
        let conversation = self.backend.conversation(self.me, id).await.expect("one's own conversation");
        ChatPage { conversation, messages: self.messages(id, page).await }
    }

    async fn messages(&self, id: ConversationId, page: PageRequest) -> charla::Page<charla::Message> {
        self.backend.messages(self.me, id, page).await.expect("one's own conversation")
    }
}

fn conversation_of(event: &ServerEvent) -> Option<ConversationId> {
    match event {
        ServerEvent::Ack { message, .. } | ServerEvent::Message { message } | ServerEvent::Changed { message, .. } => {
            Some(message.conversation_id)
        }
        ServerEvent::Read { conversation, .. } | ServerEvent::Resync { conversation } => Some(*conversation),
        ServerEvent::Conversation { conversation } => Some(conversation.id),
        _ => None,
    }
}
