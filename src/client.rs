//! The client's decisions, without anything around them: no network, no storage, no clock, no async. What happens is told
//! by calling a method; what is to be done about it comes out of [`Client::take_effects`], what has changed on the page
//! out of [`Client::take_changes`]. The page (`app/src/chat`) and the model test (`server/tests/model`) drive the same
//! type.
//!
//! | module | what it decides |
//! |---|---|
//! | [`outbound`] | what can be asked of the surroundings: calls, timers, sockets, storage |
//! | `actions` | what the user does |
//! | `events`, `loading`, `network`, `answers`, `other_tabs` | what happens around the client |
//! | `connection` | when to connect, and when a connection is dead |
//! | `send_queue` | what is sent, when, and when again |
//! | `recovery`, `catch_up` | how what was missed is fetched |
//! | [`open_conversation`] | which messages of an opened conversation are held |
//! | `read_marks` | how far the server is told that the user has read |
//! | `setting_changes` | what shows while a change of settings is on its way |
//! | `drafts` | which of the words that several tabs have written is the draft |
//! | `typing` | when others are told that the user is typing |
//! | `notifications` | what is told outside of the page |
//! | `failure_notice` | how long a failure is shown |

mod actions;
mod answers;
mod catch_up;
mod changes;
mod connection;
mod drafts;
mod events;
mod failure_notice;
mod loading;
mod network;
mod notifications;
pub mod open_conversation;
mod other_tabs;
pub mod outbound;
mod read_marks;
mod recovery;
mod send_queue;
mod setting_changes;
mod typing;

use std::collections::BTreeMap;

use crate::{
    ChatError, ClientId, Conversation, ConversationId, Failure, Inbox, Notice, Outbox, Presence, Timeline, Unsent,
    UserId, inbox::Folded,
};

pub use changes::Changes;
pub use connection::ConnectionStatus;
pub use drafts::{DraftPlace, StoredDraft};
pub use open_conversation::OpenConversation;
pub use outbound::{ActionId, Answer, Call, CallId, Effect, SocketId, TimerId};

use connection::Connection;
use drafts::Drafts;
use failure_notice::FailureNotice;
use notifications::Notifications;
use outbound::Outbound;
use read_marks::ReadMarks;
use recovery::Recovery;
use send_queue::SendQueue;
use setting_changes::SettingChanges;
use typing::TypingNotifier;

/// One a tab, of one user.
#[derive(Debug)]
pub struct Client {
    me: UserId,
    inbox: Option<Inbox>,
    opened: BTreeMap<ConversationId, OpenConversation>,
    connection: Connection,
    send_queue: SendQueue,
    recovery: Recovery,
    read_marks: ReadMarks,
    setting_changes: SettingChanges,
    presence: Presence,
    typing_timer: Option<TimerId>,
    own_typing: TypingNotifier,
    notifications: Notifications,
    failure_notice: FailureNotice,
    drafts: Drafts,
    out: Outbound,
    changes: Changes,
}

impl Client {
    /// `seed`: of the waits that are drawn, another one in each tab.
    #[must_use]
    pub fn new(me: UserId, seed: u64) -> Self {
        Self {
            me,
            inbox: None,
            opened: BTreeMap::new(),
            connection: Connection::default(),
            send_queue: SendQueue::default(),
            recovery: Recovery::default(),
            read_marks: ReadMarks::default(),
            setting_changes: SettingChanges::default(),
            presence: Presence::default(),
            typing_timer: None,
            own_typing: TypingNotifier::default(),
            notifications: Notifications::default(),
            failure_notice: FailureNotice::default(),
            drafts: Drafts::default(),
            out: Outbound::new(seed),
            changes: Changes::default(),
        }
    }

    #[must_use]
    pub const fn me(&self) -> UserId {
        self.me
    }

    /// `None` until it is loaded.
    #[must_use]
    pub const fn inbox(&self) -> Option<&Inbox> {
        self.inbox.as_ref()
    }

    /// A conversation that was opened in this tab.
    #[must_use]
    pub fn opened(&self, id: ConversationId) -> Option<&OpenConversation> {
        self.opened.get(&id)
    }

    pub fn all_opened(&self) -> impl Iterator<Item = &OpenConversation> {
        self.opened.values()
    }

    #[must_use]
    pub const fn connection(&self) -> ConnectionStatus {
        self.connection.status()
    }

    #[must_use]
    pub const fn outbox(&self) -> &Outbox {
        self.send_queue.outbox()
    }

    #[must_use]
    pub const fn presence(&self) -> &Presence {
        &self.presence
    }

    /// That a change of settings failed is said for a while.
    #[must_use]
    pub const fn failure(&self) -> Option<&Failure> {
        self.failure_notice.failure()
    }

    /// Whether this notification has nothing to tell any more.
    #[must_use]
    pub fn is_over(&self, notice: &Notice) -> bool {
        self.inbox.as_ref().is_some_and(|inbox| notifications::is_over(notice, inbox, self.me))
    }

    /// Whether no call is on its way, and nothing waits to be tried again.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.out.is_idle()
    }

    /// What is to be done, in this order.
    #[must_use]
    pub fn take_effects(&mut self) -> Vec<Effect> {
        self.out.take()
    }

    /// What shows otherwise than when this was called last.
    #[must_use]
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// Fetches the list, and what is missing in each opened conversation.
    fn recover(&mut self) {
        self.recovery.ask(&mut self.out);
    }

    /// What was fetched says when people were seen last.
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
        self.check_session(&failure);
        self.failure_notice.show(&mut self.out, failure);
        self.changes.failure = true;
    }

    fn check_session(&mut self, failure: &Failure) {
        if *failure == Failure::Refused(ChatError::NotSignedIn) {
            self.out.push(Effect::SignIn);
        }
    }

    fn listed(&self, id: ConversationId) -> Option<&Conversation> {
        self.inbox.as_ref().and_then(|inbox| inbox.find(id))
    }

    fn change_list(&mut self, change: impl FnOnce(&mut Inbox) -> Folded) {
        let Some(inbox) = &mut self.inbox else { return };
        self.changes.inbox = true;
        if change(inbox) == Folded::Stale {
            self.recover();
        }
    }

    fn change_timeline(&mut self, id: ConversationId, change: impl FnOnce(&mut Timeline)) {
        if let Some(opened) = self.opened.get_mut(&id) {
            change(opened.timeline_mut());
            self.changes.conversations.insert(id);
        }
    }

    /// The timeline follows the outbox.
    fn show_unsent(&mut self, id: ConversationId) {
        self.changes.outbox = true;
        if let Some(opened) = self.opened.get_mut(&id) {
            let pending = self.send_queue.outbox().of(id).map(Unsent::pending);
            pending.for_each(|pending| opened.timeline_mut().put_pending(pending));
            self.changes.conversations.insert(id);
        }
    }

    fn hide_unsent(&mut self, id: ConversationId, client_id: ClientId) {
        self.change_timeline(id, |timeline| timeline.discard(client_id));
    }
}

#[cfg(test)]
mod tests;
