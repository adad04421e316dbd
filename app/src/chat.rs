//! The chat in this tab: [`Client`] decides, and this carries it out. Everything that happens goes through
//! [`Chat::drive`], which tells the client, marks what shows otherwise, and does what the client asks for.

mod actions;
mod calls;
mod drafts;
mod effects;
mod notifications;
mod opened;
mod other_tabs;
mod scroll_positions;
mod signals;
mod socket;
mod viewing;

use std::collections::BTreeMap;

use charla::{
    ActivityCursor, ChatPage, Client, Conversation, ConversationId, Failure, Filter, Inbox, InboxPage, MessageId,
    Timestamp, UserId,
    client::{ActionId, ConnectionStatus, SocketId},
    timeline::Pending,
};
use futures::channel::oneshot;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::{
    browser::{self, Lock},
    page_context::PageContext,
    sound::Sound,
};
use scroll_positions::ScrollPositions;
use signals::Signals;
use socket::Frames;

pub use opened::Opened;
pub use scroll_positions::Place;

/// One a tab, in the context of all pages. It lives as long as the tab; copies share it.
#[derive(Debug, Clone, Copy)]
pub struct Chat {
    pub me: UserId,
    client: StoredValue<Client>,
    signals: Signals,
    /// Before the list is loaded, as the page says.
    unread_total: u32,
    sound: Sound,
    sockets: StoredValue<BTreeMap<SocketId, Frames>>,
    locks: StoredValue<BTreeMap<ConversationId, SendWrapper<Lock>>>,
    /// Actions whose end the page awaits.
    actions: StoredValue<BTreeMap<ActionId, oneshot::Sender<Result<(), Failure>>>>,
    last_action: StoredValue<u64>,
    /// Notifications on the screen: each goes when its sender is dropped.
    notifications: StoredValue<BTreeMap<MessageId, oneshot::Sender<()>>>,
    requested_conversation: RwSignal<Option<ConversationId>>,
    places: StoredValue<ScrollPositions>,
}

impl Chat {
    /// `None` for somebody who is not signed in.
    pub fn new(page_context: &PageContext) -> Option<Self> {
        let me = page_context.me.as_ref()?.id;
        let seed = if cfg!(feature = "hydrate") { browser::random() } else { 0 };
        Some(Self {
            me,
            client: StoredValue::new(Client::new(me, seed)),
            signals: Signals::new(),
            unread_total: page_context.unread_total,
            sound: page_context.sound,
            sockets: StoredValue::new(BTreeMap::new()),
            locks: StoredValue::new(BTreeMap::new()),
            actions: StoredValue::new(BTreeMap::new()),
            last_action: StoredValue::new(0),
            notifications: StoredValue::new(BTreeMap::new()),
            requested_conversation: RwSignal::new(None),
            places: StoredValue::new(ScrollPositions::default()),
        })
    }

    /// Tells the client what happened, shows what has changed, and does what the client asks for.
    fn drive<T>(self, next_event: impl FnOnce(&mut Client) -> T) -> Option<T> {
        let (value, changes, effects) = self.client.try_update_value(|client| {
            let value = next_event(client);
            (value, client.take_changes(), client.take_effects())
        })?;
        self.signals.notify(&changes);
        // The server only renders.
        if cfg!(feature = "hydrate") {
            effects.into_iter().for_each(|effect| self.carry_out(effect));
        }
        Some(value)
    }

    /// Reactively.
    pub fn connection(self) -> ConnectionStatus {
        self.signals.connection.track();
        self.client.with_value(Client::connection)
    }

    /// Why a change of settings could not be made, for a while; reactively.
    pub fn failure(self) -> Option<Failure> {
        self.signals.failure.track();
        self.client.with_value(|client| client.failure().cloned())
    }

    /// Whether the list is loaded, so that it need not be again.
    pub fn has_inbox(self) -> bool {
        self.client.with_value(|client| client.inbox().is_some())
    }

    /// Reads the list, reactively; `None` until it is loaded.
    pub fn with_inbox<T>(self, read: impl FnOnce(&Inbox) -> T) -> Option<T> {
        self.signals.inbox.track();
        self.client.with_value(|client| client.inbox().map(read))
    }

    /// Unread messages of conversations that are not muted, reactively.
    pub fn unread_total(self) -> u32 {
        self.with_inbox(Inbox::unread_total).unwrap_or(self.unread_total)
    }

    /// After which the list goes on, reactively; `None` where all of it is held.
    pub fn inbox_end(self) -> Option<ActivityCursor> {
        self.with_inbox(Inbox::end).flatten()
    }

    /// In their order, reactively.
    pub fn listed(self, filter: Filter) -> Vec<ConversationId> {
        self.with_inbox(|inbox| inbox.listed(filter).map(|held| held.id).collect()).unwrap_or_default()
    }

    /// A conversation that was opened in this tab.
    pub fn opened(self, id: ConversationId) -> Option<Opened> {
        let conversation =
            self.client.with_value(|client| client.opened(id).map(|opened| opened.conversation().clone()));
        Some(Opened::new(self, conversation?, self.signals.conversation(id)))
    }

    /// The last of what waits to be sent in this conversation; reactively.
    pub fn last_unsent(self, id: ConversationId) -> Option<Pending> {
        self.signals.outbox.track();
        self.client.with_value(|client| client.outbox().of(id).last().map(charla::Unsent::pending))
    }

    /// Whether they have a page open, reactively; unknown without a connection.
    pub fn is_online(self, user: UserId) -> bool {
        self.signals.presence.track();
        self.client.with_value(|client| client.presence().is_online(user))
    }

    /// When they last had one, of those who have none, as far as it is known; reactively.
    pub fn last_seen(self, user: UserId) -> Option<Timestamp> {
        self.signals.presence.track();
        self.client.with_value(|client| client.presence().last_seen(user))
    }

    /// The others who are typing in this conversation, reactively.
    pub fn typing_users(self, id: ConversationId) -> Vec<UserId> {
        self.signals.presence.track();
        self.client.with_value(|client| client.presence().typing_users(id).collect())
    }

    /// The first page of the list, loaded now.
    pub fn load_list(self, page: InboxPage) {
        self.drive(|client| client.load_list(page));
    }

    /// A page of a filtered list.
    pub fn add_conversations(self, page: Vec<Conversation>) {
        self.drive(|client| client.add_conversations(page));
    }

    /// A page of a conversation.
    pub fn load_conversation(self, page: ChatPage) {
        self.drive(|client| client.load_conversation(page));
    }
}
