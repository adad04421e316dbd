//! The chat of this tab: runs the state machine [`Client`] in the browser. Every input goes through [`Chat::drive`],
//! which passes it to the client, notifies the signals of changed parts, and carries out the effects.

mod actions;
mod calls;
mod conversation_view;
mod drafts;
mod effects;
mod notifications;
mod other_tabs;
mod scroll_positions;
mod signals;
mod socket;
mod viewing;

use charla::{
    ActivityCursor, ChatPage, Client, Conversation, ConversationId, Failure, Filter, Inbox, InboxPage, MessageId,
    Timestamp, UserId,
    client::{ActionId, ConnectionStatus, SocketId},
    timeline::Pending,
};
use futures::channel::oneshot;
use leptos::prelude::*;
use litemap::LiteMap;
use send_wrapper::SendWrapper;

use crate::{
    browser::{self, Lock},
    page_context::PageContext,
    preferences::Sound,
};
use scroll_positions::ScrollPositions;
use signals::Signals;
use socket::Frames;

pub use conversation_view::ConversationView;
pub use scroll_positions::ScrollPosition;

/// The chat of this tab, provided as context to all pages. Copies share their state, which lives as long as the tab.
#[derive(Debug, Clone, Copy)]
pub struct Chat {
    pub me: UserId,
    client: StoredValue<Client>,
    signals: Signals,
    /// The total that the page was rendered with, until the list is loaded.
    unread_total: u32,
    sound: Sound,
    sockets: StoredValue<LiteMap<SocketId, Frames>>,
    locks: StoredValue<LiteMap<ConversationId, SendWrapper<Lock>>>,
    /// Senders of the results that callers of an action await.
    actions: StoredValue<LiteMap<ActionId, oneshot::Sender<Result<(), Failure>>>>,
    last_action: StoredValue<u64>,
    /// Shown notifications: each is closed when its sender is dropped.
    notifications: StoredValue<LiteMap<MessageId, oneshot::Sender<()>>>,
    requested_conversation: RwSignal<Option<ConversationId>>,
    places: StoredValue<ScrollPositions>,
}

impl Chat {
    /// Returns `None` if nobody is signed in.
    pub fn new(page_context: &PageContext) -> Option<Self> {
        let me = page_context.me.as_ref()?.id;
        let seed = if cfg!(feature = "hydrate") { browser::random() } else { 0 };
        Some(Self {
            me,
            client: StoredValue::new(Client::new(me, seed)),
            signals: Signals::new(),
            unread_total: page_context.unread_total,
            sound: page_context.preferences.sound,
            sockets: StoredValue::new(LiteMap::new()),
            locks: StoredValue::new(LiteMap::new()),
            actions: StoredValue::new(LiteMap::new()),
            last_action: StoredValue::new(0),
            notifications: StoredValue::new(LiteMap::new()),
            requested_conversation: RwSignal::new(None),
            places: StoredValue::new(ScrollPositions::default()),
        })
    }

    /// Passes an input to the client, notifies the signals of changed parts, and carries out the effects.
    fn drive<T>(self, input: impl FnOnce(&mut Client) -> T) -> Option<T> {
        let (mut input, mut value) = (Some(input), None);
        self.apply(&mut |client| value = input.take().map(|input| input(client)));
        value
    }

    /// The part of [`drive`](Self::drive) that is not generic, so that it is compiled once: the client that each
    /// visitor downloads is smaller.
    fn apply(self, input: &mut dyn FnMut(&mut Client)) {
        let outcome = self.client.try_update_value(|client| {
            input(client);
            (client.take_changes(), client.take_effects())
        });
        let Some((changes, effects)) = outcome else { return };
        self.signals.notify(&changes);
        // The server only renders.
        if cfg!(feature = "hydrate") {
            effects.into_iter().for_each(|effect| self.carry_out(effect));
        }
    }

    /// Reads the client. The part that is not generic is compiled once, as with [`apply`](Self::apply).
    fn read<T>(self, read: impl FnOnce(&Client) -> T) -> T {
        let (mut read, mut value) = (Some(read), None);
        self.with_client(&mut |client| value = read.take().map(|read| read(client)));
        value.expect("`with_client` calls the closure once")
    }

    fn with_client(self, read: &mut dyn FnMut(&Client)) {
        self.client.with_value(|client| read(client));
    }

    /// Returns the state of the connection. Reactive.
    pub fn connection(self) -> ConnectionStatus {
        self.signals.connection.track();
        self.read(Client::connection)
    }

    /// Returns the failure of a change of settings, for a few seconds. Reactive.
    pub fn failure(self) -> Option<Failure> {
        self.signals.failure.track();
        self.read(|client| client.failure().cloned())
    }

    /// Whether the list is loaded.
    pub fn has_inbox(self) -> bool {
        self.read(|client| client.inbox().is_some())
    }

    /// Reads the list; returns `None` until it is loaded. Reactive.
    pub fn with_inbox<T>(self, read: impl FnOnce(&Inbox) -> T) -> Option<T> {
        self.signals.inbox.track();
        self.read(|client| client.inbox().map(read))
    }

    /// Returns the number of unread messages in conversations that are not muted. Reactive.
    pub fn unread_total(self) -> u32 {
        self.with_inbox(Inbox::unread_total).unwrap_or(self.unread_total)
    }

    /// Returns the position after which the list continues; `None` if all of it is loaded. Reactive.
    pub fn inbox_end(self) -> Option<ActivityCursor> {
        self.with_inbox(Inbox::end).flatten()
    }

    /// Returns the ids of the listed conversations in order. Reactive.
    pub fn listed(self, filter: Filter) -> Vec<ConversationId> {
        self.with_inbox(|inbox| inbox.listed(filter).map(|held| held.id).collect()).unwrap_or_default()
    }

    /// Returns a conversation that was opened in this tab.
    pub fn opened(self, id: ConversationId) -> Option<ConversationView> {
        let conversation = self.read(|client| client.opened(id).map(|opened| opened.conversation().clone()));
        Some(ConversationView::new(self, conversation?, self.signals.conversation(id)))
    }

    /// Returns the last unsent message of this conversation. Reactive.
    pub fn last_unsent(self, id: ConversationId) -> Option<Pending> {
        self.signals.outbox.track();
        self.read(|client| client.outbox().of(id).last().map(charla::Unsent::pending))
    }

    /// Whether the user has a page open; `false` without a connection. Reactive.
    pub fn is_online(self, user: UserId) -> bool {
        self.signals.presence.track();
        self.read(|client| client.presence().is_online(user))
    }

    /// Returns when an offline user was last seen; `None` if unknown or online. Reactive.
    pub fn last_seen(self, user: UserId) -> Option<Timestamp> {
        self.signals.presence.track();
        self.read(|client| client.presence().last_seen(user))
    }

    /// Returns the other members who are typing in this conversation. Reactive.
    pub fn typing_users(self, id: ConversationId) -> Vec<UserId> {
        self.signals.presence.track();
        self.read(|client| client.presence().typing_users(id).collect())
    }

    /// Takes the first page of the list.
    pub fn load_list(self, page: InboxPage) {
        self.drive(|client| client.load_list(page));
    }

    /// Takes a page of a filtered list.
    pub fn add_conversations(self, page: Vec<Conversation>) {
        self.drive(|client| client.add_conversations(page));
    }

    /// Takes a page of a conversation.
    pub fn load_conversation(self, page: ChatPage) {
        self.drive(|client| client.load_conversation(page));
    }
}
