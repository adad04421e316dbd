//! A tab: the real client, with a simulated network, clock and browser.

mod effects;
mod network;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use app::backend::Backend;
use charla::{
    ChatError, Client, ConversationId, ListRequest, Message, MessageId, PageRequest, Timestamp, Unsent, UserId,
    client::{ActionId, Call, CallResult, ConnectionStatus, OpenConversation, SocketId, TimerId},
};

use crate::{
    browser::{Browser, Event, TabId},
    calls::{self, Calls},
    wire::ClientEnd,
};

/// The state of a tab's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    Up,
    /// Nothing gets through, and the browser knows.
    Down,
    /// Nothing gets through, and nobody knows.
    Silent {
        returns_unnoticed: bool,
    },
}

/// Milliseconds, shared by all tabs.
pub type Clock = Rc<Cell<i64>>;

pub struct Tab {
    pub me: UserId,
    pub client: Client,
    /// Conversations in which this tab may send.
    locked: BTreeSet<ConversationId>,
    pub backend: Arc<dyn Backend>,
    pub process: usize,
    pub network: Network,
    id: TabId,
    browser: Rc<RefCell<Browser>>,
    clock: Clock,
    calls: Calls,
    timers: BTreeSet<(i64, TimerId)>,
    socket: Option<Socket>,
    /// Conversations whose page is being loaded.
    pages: BTreeMap<ConversationId, tokio::task::JoinHandle<Result<CallResult, ChatError>>>,
    actions: u64,
    /// Whether the next call is refused with 429.
    is_slowed_down: bool,
    notified: BTreeSet<MessageId>,
    /// Conversations that were shown in a window.
    shown: BTreeSet<ConversationId>,
    /// Whether the user was told of a failure since the last check.
    was_told_of_failure: bool,
}

struct Socket {
    id: SocketId,
    /// `None` before it is connected, and after it was cut.
    line: Option<ClientEnd>,
    is_wanted: bool,
}

impl Tab {
    /// Opens a page with the list, and with stored messages that are not sent yet.
    pub async fn open_page(
        me: UserId,
        backend: Arc<dyn Backend>,
        process: usize,
        browser: Rc<RefCell<Browser>>,
        clock: Clock,
    ) -> Self {
        let id = browser.borrow_mut().open_tab();
        let list = calls::answer(backend.clone(), me, Call::Inbox(ListRequest::first())).await;
        let mut tab = Self {
            me,
            client: Client::new(me, 0),
            backend,
            process,
            network: Network::Down,
            id,
            browser,
            clock,
            calls: Calls::default(),
            timers: BTreeSet::new(),
            socket: None,
            pages: BTreeMap::new(),
            actions: 0,
            is_slowed_down: false,
            locked: BTreeSet::new(),
            notified: BTreeSet::new(),
            shown: BTreeSet::new(),
            was_told_of_failure: false,
        };
        let Ok(CallResult::Inbox(page)) = list else { panic!("a list") };
        tab.act(|client| client.load_list(page));
        let kept = tab.browser.borrow().kept();
        tab.act(|client| client.restore(kept));
        let now = tab.now();
        tab.act(|client| client.connect(now));
        tab
    }

    /// Closes the tab. What is under way to it is lost.
    pub fn close(self) {
        self.browser.borrow_mut().close_tab(self.id);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.get())
    }

    pub fn opened(&self, id: ConversationId) -> &OpenConversation {
        self.client.opened(id).expect("an opened conversation")
    }

    /// Returns one of the conversations that the tab has opened.
    pub fn one_opened(&self, conversation: usize) -> Option<ConversationId> {
        let ids: Vec<_> = self.client.all_opened().map(|opened| opened.conversation().id).collect();
        ids.get(conversation.checked_rem(ids.len())?).copied()
    }

    /// Passes an event to the client, and carries out its effects.
    pub fn act<T>(&mut self, happens: impl FnOnce(&mut Client) -> T) -> T {
        let value = happens(&mut self.client);
        self.was_told_of_failure |= self.client.failure().is_some();
        let changes = self.client.take_changes();
        assert!(changes.conversations.keys().all(|id| self.client.opened(*id).is_some()), "{changes:?}");
        for unsent in self.client.all_opened().flat_map(|opened| self.client.outbox().of(opened.conversation().id)) {
            let opened = self.opened(unsent.conversation);
            let is_stored = opened.timeline().messages().any(|message| message.client_id == Some(unsent.client_id));
            let shows = opened.timeline().pending().contains(&unsent.pending());
            // A conversation shows unsent messages from before once its window exists.
            assert!(shows || is_stored || !self.shown.contains(&unsent.conversation), "{unsent:?} shows as it is");
        }
        for effect in self.client.take_effects() {
            self.carry_out(effect);
        }
        value
    }

    /// Starts an action whose end the client reports.
    pub fn acts(&mut self, start: impl FnOnce(&mut Client, ActionId)) {
        self.actions += 1;
        let action = ActionId(self.actions);
        self.act(|client| start(client, action));
    }

    /// Handles one of the answers. Returns whether there was any.
    pub async fn receives_answer(&mut self, which: usize) -> bool {
        let now = self.now();
        if let Some((id, answer)) = self.calls.next_answer(which).await {
            let acknowledged = match &answer {
                Ok(CallResult::Message(message)) => Some(message.clone()),
                _ => None,
            };
            self.act(|client| client.answered(id, answer, now));
            acknowledged.iter().for_each(|message| self.shows_acknowledged(message));
            return true;
        }
        let Some(id) = self.pages.iter().find(|(_, page)| page.is_finished()).map(|(id, _)| *id) else { return false };
        let page = self.pages.remove(&id).expect("a page").await.expect("nothing panics");
        let Ok(CallResult::Chat(page)) = page else { panic!("the page of a conversation: {page:?}") };
        self.act(|client| client.load_conversation(page));
        self.shows(id);
        true
    }

    /// What the server has acknowledged shows at once, even if the socket brings nothing.
    fn shows_acknowledged(&self, message: &Message) {
        let Some(opened) = self.client.opened(message.conversation_id) else { return };
        let mut pending = opened.timeline().pending().iter();
        assert!(pending.all(|pending| Some(pending.client_id) != message.client_id), "sent: {message:?}");
        let shown = [opened.timeline(), opened.shown()].into_iter().filter_map(|timeline| timeline.find(message.seq));
        for shown in shown {
            assert!(shown.revision >= message.revision, "changed: {message:?}, shown: {shown:?}");
        }
    }

    /// Whether the user was told of a failure since the last call.
    pub fn takes_failure(&mut self) -> bool {
        std::mem::take(&mut self.was_told_of_failure)
    }

    /// Handles an event of another tab, or of a lock. Returns whether there was any.
    pub fn handles_browser_event(&mut self) -> bool {
        let Some(event) = self.browser.borrow_mut().next_event(self.id) else { return false };
        let deleted = match &event {
            Event::Deleted(unsent) => Some(unsent.clone()),
            Event::Locked(id) => {
                self.locked.insert(*id);
                None
            }
            Event::Written(_) | Event::Sent(_) => None,
        };
        self.act(|client| match event {
            Event::Written(unsent) => client.written_elsewhere(unsent),
            Event::Deleted(unsent) => client.deleted_elsewhere(unsent.conversation, unsent.client_id),
            Event::Sent(unsent) => client.sent_elsewhere(unsent.client_id),
            Event::Locked(id) => client.locked(id),
        });
        if let Some(Unsent { conversation, client_id, .. }) = deleted
            && let Some(opened) = self.client.opened(conversation)
        {
            let mut pending = opened.timeline().pending().iter();
            assert!(pending.all(|pending| pending.client_id != client_id), "it was deleted in another tab");
        }
        true
    }

    /// Fires the timers that are due.
    pub fn time_passes(&mut self) {
        let now = self.clock.get();
        self.calls.time_passes(now);
        while let Some((_, timer)) = self.timers.first().filter(|(at, _)| *at <= now).copied() {
            self.timers.pop_first();
            self.act(|client| client.elapsed(timer, Timestamp::from_millis(now)));
        }
    }

    /// Shows a conversation, at its newest message.
    pub fn look(&mut self, id: ConversationId) {
        if self.client.opened(id).is_some() {
            self.shows(id);
        } else if self.network == Network::Up {
            let page = calls::answer(self.backend.clone(), self.me, Call::Chat(id, PageRequest::newest()));
            self.pages.entry(id).or_insert_with(|| tokio::spawn(page));
        }
    }

    /// Shows the window of a conversation.
    fn shows(&mut self, id: ConversationId) {
        self.act(|client| client.go_to_newest(id));
        self.act(|client| client.show(id));
        self.shown.insert(id);
    }

    /// Whether no server is carrying out a call of this tab.
    pub fn is_idle(&self) -> bool {
        self.calls.are_idle() && self.pages.values().all(tokio::task::JoinHandle::is_finished)
    }

    /// Whether the client is connected and has nothing left to do.
    pub fn is_settled(&self) -> bool {
        let is_live = self.client.connection() == ConnectionStatus::Live && self.is_connected();
        is_live && self.client.is_idle() && self.calls.is_empty() && self.pages.is_empty()
    }
}
