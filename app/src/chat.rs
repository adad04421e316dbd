//! The state of the chat in this tab: the inbox, and the timeline of every conversation that was
//! opened. All that changes it goes through here: fetched pages, live events, what one sends.

mod changing;
mod company;
mod complaint;
mod delivery;
mod history;
mod live;
mod looking;
mod notifying;
mod opened;
mod outbox;
mod places;
mod reading;
mod recovery;
mod signing_in;
mod standing;

use std::collections::BTreeMap;

use charla::{
    ActivityCursor, ClientId, Company, Conversation, ConversationId, Cursor, Filter, Inbox, Notices, Outbox, Seq,
    ServerEvent, Timeline, UserId, inbox::Folded,
};
use leptos::prelude::*;

use company::Typing;
use complaint::Complaint;
use live::Words;
use notifying::Shown;
use places::Places;
use recovery::Recovery;
use standing::Deciding;

pub use opened::Opened;
pub use places::Place;

use crate::{
    functions::{ChatPage, InboxPage},
    sound::Sound,
    visit::Visit,
};

/// One a tab, in the context of all pages. It lives as long as the tab; copies share it.
#[derive(Debug, Clone, Copy)]
pub struct Chat {
    pub me: UserId,
    inbox: RwSignal<Option<Inbox>>,
    opened: RwSignal<BTreeMap<ConversationId, Opened>>,
    connection: RwSignal<Connection>,
    outbox: RwSignal<Outbox>,
    /// Conversations whose next send waits for the one under way.
    delivering: StoredValue<Vec<ConversationId>>,
    /// Whether what could not be sent will be tried again.
    trying: StoredValue<bool>,
    /// What the server is being told that one has read.
    reading: StoredValue<Vec<(ConversationId, Seq)>>,
    recovery: StoredValue<Recovery>,
    company: RwSignal<Company>,
    /// To the open socket, for what is fleeting.
    words: StoredValue<Option<Words>>,
    typing: StoredValue<Typing>,
    /// What the page said before the inbox is there.
    news: u32,
    sound: Sound,
    notices: StoredValue<Notices>,
    shown: StoredValue<Vec<Shown>>,
    called_to: RwSignal<Option<ConversationId>>,
    /// What one has decided, and the server has not answered yet.
    deciding: StoredValue<BTreeMap<ConversationId, Deciding>>,
    complaint: RwSignal<Option<Complaint>>,
    places: StoredValue<Places>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Not yet, or not for long: nothing to tell.
    Starting,
    Live,
    Lost,
}

impl Chat {
    /// `None` for somebody who is not signed in.
    pub fn new(visit: &Visit) -> Option<Self> {
        let me = visit.me.as_ref()?.id;
        Some(Self {
            me,
            inbox: RwSignal::new(None),
            opened: RwSignal::new(BTreeMap::new()),
            connection: RwSignal::new(Connection::Starting),
            outbox: RwSignal::new(Outbox::default()),
            delivering: StoredValue::new(Vec::new()),
            trying: StoredValue::new(false),
            reading: StoredValue::new(Vec::new()),
            recovery: StoredValue::new(Recovery::Idle),
            company: RwSignal::new(Company::default()),
            words: StoredValue::new(None),
            typing: StoredValue::new(Typing::default()),
            news: visit.news,
            sound: visit.sound,
            notices: StoredValue::new(Notices::default()),
            shown: StoredValue::new(Vec::new()),
            called_to: RwSignal::new(None),
            deciding: StoredValue::new(BTreeMap::new()),
            complaint: RwSignal::new(None),
            places: StoredValue::new(Places::default()),
        })
    }

    pub fn connection(self) -> Connection {
        self.connection.get()
    }

    /// Whether the inbox has been fetched, so that it need not be again.
    pub fn has_inbox(self) -> bool {
        self.inbox.with_untracked(Option::is_some)
    }

    /// The first page of the list, fetched now.
    pub fn fill_inbox(self, page: InboxPage) -> Folded {
        let mut folded = Folded::Done;
        self.learn(&page.conversations);
        self.inbox.update(|inbox| match inbox {
            Some(inbox) => folded = inbox.refresh(page.conversations, page.stats),
            None => *inbox = Some(Inbox::new(self.me, page.conversations, page.stats)),
        });
        self.tell();
        folded
    }

    /// Reads the inbox, reactively; `None` until it is fetched.
    pub fn with_inbox<T>(self, read: impl FnOnce(&Inbox) -> T) -> Option<T> {
        self.inbox.with(|inbox| inbox.as_ref().map(read))
    }

    /// Unread messages of conversations that are not muted, reactively.
    pub fn news(self) -> u32 {
        self.with_inbox(Inbox::news).unwrap_or(self.news)
    }

    /// After which the list goes on, reactively; `None` where all of it is held.
    pub fn inbox_end(self) -> Option<ActivityCursor> {
        self.with_inbox(Inbox::end).flatten()
    }

    /// In their order, reactively.
    pub fn listed(self, filter: Filter) -> Vec<ConversationId> {
        self.with_inbox(|inbox| inbox.listed(filter).map(|held| held.id).collect()).unwrap_or_default()
    }

    /// A page of a filtered list.
    pub fn add_conversations(self, page: Vec<Conversation>) {
        self.learn(&page);
        let mut folded = Folded::Done;
        self.inbox.update(|inbox| {
            if let Some(inbox) = inbox {
                folded = inbox.add(page);
            }
        });
        if folded == Folded::Stale {
            self.recover();
        }
    }

    /// A conversation that was opened in this tab.
    pub fn opened(self, id: ConversationId) -> Option<Opened> {
        self.opened.with_untracked(|opened| opened.get(&id).cloned())
    }

    pub fn timeline(self, id: ConversationId) -> Option<ArcRwSignal<Timeline>> {
        self.opened(id).map(|opened| opened.timeline)
    }

    fn all_opened(self) -> Vec<Opened> {
        self.opened.with_untracked(|all| all.values().cloned().collect())
    }

    /// A fetched page of a conversation: begins its timeline, or adds to it.
    pub fn open(self, page: ChatPage) {
        self.learn([&page.conversation]);
        // It may be far down in the list: what one decides about it shows all the same.
        self.inbox.update(|inbox| {
            if let Some(inbox) = inbox {
                // Where neither is later, `complete` sees it once the page lives.
                let _ = inbox.add(vec![page.conversation.clone()]);
            }
        });
        if let Some(opened) = self.opened(page.conversation.id) {
            opened.show(page.messages);
            return;
        }
        self.opened.update_untracked(|opened| {
            opened.insert(page.conversation.id, Opened::new(self.me, page));
        });
    }

    /// What came while the page of this conversation was on its way had no timeline to go to.
    pub fn complete(self, id: ConversationId) {
        let Some(timeline) = self.timeline(id) else { return };
        let is_ahead = |listed: &Conversation| {
            timeline.with_untracked(|timeline| {
                listed.last_seq() > timeline.newest()
                    || listed.reading() > timeline.reading()
                    || listed.revision > timeline.revision()
            })
        };
        if untrack(|| self.with_inbox(|inbox| inbox.find(id).is_some_and(is_ahead))) == Some(true) {
            self.recover();
        }
    }

    /// What the server tells, by socket or in answer to a send.
    pub fn apply(self, event: &ServerEvent) {
        let event = &*self.with_decisions(event);
        let mut is_complete = true;
        self.inbox.update(|inbox| {
            if let Some(inbox) = inbox {
                is_complete = inbox.apply(event) == Folded::Done;
            }
        });
        if let Some(opened) = conversation_of(event).and_then(|id| self.opened(id)) {
            opened.apply(event);
            is_complete &= !opened.timeline.with_untracked(Timeline::has_gap);
        }
        self.heard(event);
        if matches!(event, ServerEvent::Read { user, .. } if *user == self.me) {
            self.take_back_read();
        }
        self.notices.update_value(|notices| notices.apply(event, self.me));
        if let ServerEvent::Changed { message, .. } = event
            && message.is_deleted()
        {
            self.take_back(message.id);
        }
        self.tell();
        if let Some(client_id) = self.own_stored(event) {
            self.settle(client_id);
        }
        if !is_complete {
            self.recover();
        }
    }

    /// Which message of one's own this tells to be stored.
    fn own_stored(self, event: &ServerEvent) -> Option<ClientId> {
        match event {
            ServerEvent::Ack { client_id, .. } => Some(*client_id),
            ServerEvent::Message { message } if message.sender_id == self.me => message.client_id,
            _ => None,
        }
    }

    /// How far each conversation is known in this tab.
    fn cursors(self) -> Vec<Cursor> {
        let opened = self.all_opened();
        let opened = opened.iter().map(|opened| opened.timeline.with_untracked(Cursor::of_timeline));
        self.inbox.with_untracked(|inbox| {
            Cursor::all(opened, inbox.iter().flat_map(Inbox::conversations).map(Cursor::of_listed))
        })
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
