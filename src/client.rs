//! The client's decisions as a state machine, without network, storage, clock or async. The caller reports events by
//! calling methods, carries out what [`Client::take_effects`] returns, and redraws what [`Client::take_changes`] names.
//! The page (`app/src/chat`) and the model test (`server/tests/model`) drive the same type.
//!
//! | module | what it decides |
//! |---|---|
//! | [`effects`] | effects that the caller carries out: calls, timers, sockets, storage |
//! | `actions` | actions of the user |
//! | `events`, `loading`, `network`, `answers`, `other_tabs` | input from the server, the page, the network and other
//! tabs |
//! | `connection` | when to connect, and when to give a connection up |
//! | `send_queue` | when a message is sent and retried |
//! | `recovery`, `catch_up` | fetching of missed messages and changes |
//! | [`open_conversation`] | which messages of an opened conversation are kept in memory |
//! | `read_reports` | reporting the read position to the server |
//! | `setting_changes` | optimistic display of changed conversation settings |
//! | `drafts` | which text is the draft when several tabs have written |
//! | `typing` | when a typing event is sent |
//! | `notifications` | which messages cause a system notification |
//! | `failure_notice` | for how long a failure is shown |

mod actions;
mod answers;
mod catch_up;
mod changes;
mod connection;
mod drafts;
pub mod effects;
mod events;
mod failure_notice;
mod loading;
mod network;
mod notifications;
pub mod open_conversation;
mod other_tabs;
mod read_reports;
mod recovery;
mod send_queue;
mod setting_changes;
mod typing;

use litemap::LiteMap;

use crate::{
    ClientId, Conversation, ConversationId, Failure, Inbox, MessageNotification, Outbox, Presence, Timeline, Unsent,
    UserId, inbox::InboxUpdate,
};

pub use changes::Changes;
pub use connection::ConnectionStatus;
pub use drafts::{DraftPlace, StoredDraft};
pub use effects::{ActionId, Call, CallId, CallResult, Effect, SocketId, TimerId};
pub use open_conversation::OpenConversation;

use connection::Connection;
use drafts::Drafts;
use effects::EffectQueue;
use failure_notice::FailureNotice;
use notifications::Notifications;
use read_reports::ReadReports;
use recovery::Recovery;
use send_queue::SendQueue;
use setting_changes::SettingChanges;
use typing::TypingNotifier;

/// The client of one user in one browser tab.
#[derive(Debug)]
pub struct Client {
    me: UserId,
    inbox: Option<Inbox>,
    opened: LiteMap<ConversationId, OpenConversation>,
    connection: Connection,
    send_queue: SendQueue,
    recovery: Recovery,
    read_reports: ReadReports,
    setting_changes: SettingChanges,
    presence: Presence,
    typing_timer: Option<TimerId>,
    own_typing: TypingNotifier,
    notifications: Notifications,
    failure_notice: FailureNotice,
    drafts: Drafts,
    out: EffectQueue,
    changes: Changes,
}

impl Client {
    /// `seed` seeds the random waits; it must differ between tabs.
    pub fn new(me: UserId, seed: u64) -> Self {
        Self {
            me,
            inbox: None,
            opened: LiteMap::new(),
            connection: Connection::default(),
            send_queue: SendQueue::default(),
            recovery: Recovery::default(),
            read_reports: ReadReports::default(),
            setting_changes: SettingChanges::default(),
            presence: Presence::default(),
            typing_timer: None,
            own_typing: TypingNotifier::default(),
            notifications: Notifications::default(),
            failure_notice: FailureNotice::default(),
            drafts: Drafts::default(),
            out: EffectQueue::new(seed),
            changes: Changes::default(),
        }
    }

    pub const fn me(&self) -> UserId {
        self.me
    }

    /// Returns the list of conversations, or `None` until it is loaded.
    pub const fn inbox(&self) -> Option<&Inbox> {
        self.inbox.as_ref()
    }

    /// Returns a conversation that was opened in this tab.
    pub fn opened(&self, id: ConversationId) -> Option<&OpenConversation> {
        self.opened.get(&id)
    }

    pub fn all_opened(&self) -> impl Iterator<Item = &OpenConversation> {
        self.opened.values()
    }

    pub const fn connection(&self) -> ConnectionStatus {
        self.connection.status()
    }

    pub const fn outbox(&self) -> &Outbox {
        self.send_queue.outbox()
    }

    pub const fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Returns the failure to show, for a few seconds after a change of settings failed.
    pub const fn failure(&self) -> Option<&Failure> {
        self.failure_notice.failure()
    }

    /// Whether this notification is obsolete: its message was read, or its conversation is muted.
    pub fn is_obsolete(&self, notice: &MessageNotification) -> bool {
        self.inbox.as_ref().is_some_and(|inbox| notifications::is_obsolete(notice, inbox, self.me))
    }

    /// Whether no call is pending and no retry is scheduled.
    pub fn is_idle(&self) -> bool {
        self.out.is_idle()
    }

    /// Returns the effects to carry out, in this order, and removes them.
    #[must_use]
    pub fn take_effects(&mut self) -> Vec<Effect> {
        self.out.take()
    }

    /// Returns which parts have changed since the last call.
    #[must_use]
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// Fetches the list, then the missing messages and changes of each opened conversation.
    fn recover(&mut self) {
        self.recovery.ask(&mut self.out);
    }

    /// Takes the last-seen times from fetched conversations.
    fn learn_presence<'a>(&mut self, fetched: impl IntoIterator<Item = &'a Conversation>) {
        for conversation in fetched {
            self.changes.presence |= self.presence.learn_last_seen(&conversation.last_seen);
        }
    }

    fn update_notifications(&mut self) {
        if let Some(inbox) = &self.inbox {
            self.notifications.update(&mut self.out, inbox, self.me);
        }
    }

    fn show_failure(&mut self, failure: Failure) {
        self.failure_notice.show(&mut self.out, failure);
        self.changes.failure = true;
    }

    fn listed(&self, id: ConversationId) -> Option<&Conversation> {
        self.inbox.as_ref().and_then(|inbox| inbox.find(id))
    }

    fn change_list(&mut self, change: impl FnOnce(&mut Inbox) -> InboxUpdate) {
        let Some(inbox) = &mut self.inbox else { return };
        self.changes.inbox = true;
        if change(inbox) == InboxUpdate::Stale {
            self.recover();
        }
    }

    fn change_timeline(&mut self, id: ConversationId, change: impl FnOnce(&mut Timeline)) {
        if let Some(opened) = self.opened.get_mut(&id) {
            change(opened.timeline_mut());
            self.changes.conversations.insert(id, ());
        }
    }

    /// Copies the unsent messages of the conversation into its timeline.
    fn show_unsent(&mut self, id: ConversationId) {
        self.changes.outbox = true;
        if let Some(opened) = self.opened.get_mut(&id) {
            let pending = self.send_queue.outbox().of(id).map(Unsent::pending);
            pending.for_each(|pending| opened.timeline_mut().put_pending(pending));
            self.changes.conversations.insert(id, ());
        }
    }

    fn hide_unsent(&mut self, id: ConversationId, client_id: ClientId) {
        self.change_timeline(id, |timeline| timeline.discard(client_id));
    }
}

#[cfg(test)]
mod tests;
