//! A tab: the real client, with a simulated network, clock and browser.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use app::backend::Backend;
use axum::extract::ws::Message as Frame;
use charla::{
    ChatError, Client, ConversationId, Failure, ListRequest, MessageId, PageRequest, Timestamp, UserId,
    client::{ActionId, Call, CallResult, ConnectionStatus, Effect, OpenConversation, SocketId, TimerId},
};

use crate::{
    browser::{Browser, Event, TabId},
    calls::{self, Calls},
    wire::{ClientEnd, Received},
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
            notified: BTreeSet::new(),
            shown: BTreeSet::new(),
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

    /// Passes an event to the client, and carries out its effects.
    pub fn act<T>(&mut self, happens: impl FnOnce(&mut Client) -> T) -> T {
        let value = happens(&mut self.client);
        let changes = self.client.take_changes();
        assert!(changes.conversations.iter().all(|id| self.client.opened(*id).is_some()), "{changes:?}");
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

    fn carry_out(&mut self, effect: Effect) {
        let now = self.clock.get();
        let mut browser = self.browser.borrow_mut();
        match effect {
            Effect::Call(id, call) => match self.network {
                Network::Up if std::mem::take(&mut self.is_slowed_down) => {
                    let error = ChatError::TooManyRequests { retry_after: 2 };
                    self.calls.fail(id, Failure::Refused(error), now);
                }
                Network::Up => self.calls.call(id, call, &self.backend, self.me, now),
                Network::Down => self.calls.fail(id, Failure::Unreachable, now),
                Network::Silent { .. } => self.calls.lose(id, now),
            },
            Effect::SetTimer(timer, millis) => drop(self.timers.insert((now + i64::from(millis), timer))),
            Effect::OpenSocket(id) => {
                assert!(self.socket.is_none(), "one socket at a time");
                self.socket = Some(Socket { id, line: None, is_wanted: true });
            }
            Effect::CloseSocket(id) => drop(self.socket.take_if(|socket| socket.id == id)),
            Effect::Transmit(id, event) => {
                if let Some(line) =
                    self.socket.iter().find(|socket| socket.id == id).and_then(|open| open.line.as_ref())
                {
                    line.send(serde_json::to_string(&event).expect("JSON"));
                }
            }
            Effect::StoreUnsent(unsent) => browser.keep(self.id, unsent),
            Effect::UpdateUnsent(unsent) => browser.keep_change(self.id, unsent),
            Effect::RemoveUnsent(client_id) => browser.forget(self.id, client_id),
            Effect::RemoveSent(client_id) => browser.forget_sent(self.id, client_id),
            Effect::StoreDraft(..) | Effect::StoreReplacedDraft(..) => panic!("nobody types: {effect:?}"),
            Effect::Lock(id) => browser.lock(self.id, id, now),
            Effect::Unlock(id) => browser.unlock(self.id, id),
            Effect::Notify(notice) => {
                assert!(self.notified.insert(notice.message), "a message is told once: {notice:?}");
            }
            Effect::SignIn | Effect::CheckReader => panic!("the session lasts: {effect:?}"),
            Effect::Finished(_, Err(Failure::Refused(error))) => {
                let is_known = matches!(error, ChatError::MessageDeleted | ChatError::TooManyRequests { .. });
                assert!(is_known, "nothing here deserves {error:?}");
            }
            Effect::Finished(..)
            | Effect::CloseNotification(_)
            | Effect::CloseReadNotifications
            | Effect::SetServerTime { .. } => {}
        }
    }

    pub fn is_connected(&self) -> bool {
        self.socket.as_ref().is_some_and(|socket| socket.line.is_some())
    }

    /// Whether a socket has to be opened to the tab's process.
    pub fn wants_socket(&self) -> bool {
        self.network == Network::Up && self.socket.as_ref().is_some_and(|socket| socket.is_wanted)
    }

    pub fn set_connection(&mut self, line: ClientEnd) {
        let socket = self.socket.as_mut().expect("a socket that is opened");
        socket.is_wanted = false;
        socket.line = Some(line);
    }

    /// Fails a socket that cannot be opened. Returns whether there was one.
    pub fn fails_to_connect(&mut self) -> bool {
        let failed = self.network == Network::Down && self.socket.as_ref().is_some_and(|socket| socket.is_wanted);
        if failed {
            self.socket_ends();
        }
        failed
    }

    pub fn refuses_next_call(&mut self, is_so: bool) {
        self.is_slowed_down = is_so;
    }

    /// The network is back, and leads to another process.
    pub fn goes_online(&mut self, process: usize, backend: Arc<dyn Backend>) {
        let was = std::mem::replace(&mut self.network, Network::Up);
        (self.process, self.backend) = (process, backend);
        if was == Network::Up && self.is_connected() {
            self.socket_ends();
        }
        let now = self.now();
        self.act(|client| client.came_back(false, now));
    }

    /// Loses everything under way in both directions. The server still carries out the calls.
    pub fn goes_offline(&mut self) {
        self.network = Network::Down;
        self.calls.cut(true);
        self.act(Client::offline);
    }

    /// Like [`Self::goes_offline`], but nobody notices.
    pub fn goes_silent(&mut self, returns_unnoticed: bool) {
        self.network = Network::Silent { returns_unnoticed };
        self.calls.cut(false);
        if let Some(socket) = &mut self.socket {
            // A socket that is being opened opens when the network is back.
            socket.line = None;
        }
    }

    /// The server, or a proxy, closes the socket.
    pub fn socket_ends(&mut self) {
        if let Some(socket) = self.socket.take() {
            self.act(|client| client.closed(socket.id, false));
        }
    }

    /// Handles at most this many of the arrived frames. Returns whether there was any.
    pub fn listen(&mut self, frames: usize) -> bool {
        for n in 0..frames {
            let heard = self.socket.as_mut().and_then(|socket| Some((socket.id, socket.line.as_mut()?.receive())));
            match heard {
                None | Some((_, Received::Nothing)) => return n > 0,
                Some((_, Received::End)) => self.socket_ends(),
                Some((id, Received::Frame(Frame::Text(text)))) => {
                    let event = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
                    let now = self.now();
                    self.act(|client| client.received(id, Some(&event), now));
                }
                // Scripts do not see pings.
                Some((_, Received::Frame(_))) => {}
            }
        }
        true
    }

    /// Handles one of the answers. Returns whether there was any.
    pub async fn receives_answer(&mut self, which: usize) -> bool {
        let now = self.now();
        if let Some((id, answer)) = self.calls.next_answer(which).await {
            self.act(|client| client.answered(id, answer, now));
            return true;
        }
        let Some(id) = self.pages.iter().find(|(_, page)| page.is_finished()).map(|(id, _)| *id) else { return false };
        let page = self.pages.remove(&id).expect("a page").await.expect("nothing panics");
        let Ok(CallResult::Chat(page)) = page else { panic!("the page of a conversation: {page:?}") };
        self.act(|client| client.load_conversation(page));
        self.shows(id);
        true
    }

    /// Handles an event of another tab, or of a lock. Returns whether there was any.
    pub fn handles_browser_event(&mut self) -> bool {
        let Some(event) = self.browser.borrow_mut().next_event(self.id) else { return false };
        self.act(|client| match event {
            Event::Written(unsent) => client.written_elsewhere(unsent),
            Event::Deleted(unsent) => client.deleted_elsewhere(unsent.conversation, unsent.client_id),
            Event::Sent(unsent) => client.sent_elsewhere(unsent.client_id),
            Event::Locked(id) => client.locked(id),
        });
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
