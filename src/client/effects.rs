//! Effects: what the client asks the page, the browser and the network to do.

use litemap::LiteMap;

use super::drafts::DraftPlace;
use crate::{
    ChatPage, ClientEvent, ClientId, ConversationId, ConversationSettings, Emoji, Failure, InboxPage, ListRequest,
    Message, MessageId, MessageNotification, Page, PageRequest, Revision, Seq, Timestamp, Unsent,
    conversation_settings::SettingChange,
};

/// Longest pause that the client accepts from the server.
const MAX_PAUSE_SECONDS: u32 = 3_600;
const PAUSE_SPREAD_MILLIS: u32 = 1_000;

/// Something that the caller carries out, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Call the server. The caller reports the answer once to [`Client::answered`](super::Client::answered), however
    /// late.
    Call(CallId, Call),
    /// Start a timer of this many milliseconds, then call [`Client::elapsed`](super::Client::elapsed).
    SetTimer(TimerId, u32),
    /// Open a socket. The caller reports each frame to [`Client::received`](super::Client::received), and the end to
    /// [`Client::closed`](super::Client::closed).
    OpenSocket(SocketId),
    /// Close this socket; its frames are ignored from now on.
    CloseSocket(SocketId),
    Transmit(SocketId, ClientEvent),
    /// Store the message where all tabs of this browser find it after a reload.
    StoreUnsent(Unsent),
    /// Store the changed message, unless another tab has removed it.
    UpdateUnsent(Unsent),
    /// Remove a message that the user deleted, and tell other tabs to remove it from their timelines.
    RemoveUnsent(ClientId),
    /// Remove a message that the server has stored; other tabs show it as pending until the stored message arrives.
    RemoveSent(ClientId),
    /// Store the draft for all tabs of this browser; an empty text removes it. If the storage refuses, the caller calls
    /// [`Client::draft_not_stored`](super::Client::draft_not_stored).
    StoreDraft(DraftPlace, String),
    StoreReplacedDraft(DraftPlace, String),
    /// Acquire the lock under which one tab at a time sends the messages of a conversation. The caller calls
    /// [`Client::locked`](super::Client::locked), also if the lock is not granted in time.
    Lock(ConversationId),
    Unlock(ConversationId),
    /// Show a system notification.
    Notify(MessageNotification),
    /// Close the notification of a message that was read or deleted.
    CloseNotification(MessageId),
    /// Close the notifications of earlier pages whose messages are read.
    CloseReadNotifications,
    /// The server's clock showed `at` some time after the browser's clock showed `asked`.
    SetServerTime {
        at: Timestamp,
        asked: Timestamp,
    },
    /// Check whether the session has ended or belongs to another user.
    CheckReader,
    /// The action with this id has ended.
    Finished(ActionId, Result<(), Failure>),
}

/// A server function with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    Inbox(ListRequest),
    Chat(ConversationId, PageRequest),
    Messages(ConversationId, PageRequest),
    Changes(ConversationId, Revision),
    Send(Unsent),
    Edit(ConversationId, Seq, String),
    Delete(ConversationId, Seq),
    React(ConversationId, Seq, Option<Emoji>),
    MarkRead(ConversationId, Seq),
    ChangeSettings(ConversationId, SettingChange),
}

/// The successful answer to a [`Call`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallResult {
    Inbox(InboxPage),
    Chat(ChatPage),
    Messages(Page<Message>),
    Changes(Vec<Message>),
    /// The stored message, after a send or a change.
    Message(Message),
    /// The settings of the conversation, if reading changed them.
    MarkedRead(Option<ConversationSettings>),
    Settings(ConversationSettings),
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub u64);
    };
}

id!(CallId);
id!(TimerId);
id!(SocketId);
id!(
    /// Given by the page with an action, and returned in [`Effect::Finished`].
    ActionId
);

/// Purpose of a call to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CallPurpose {
    Recover,
    ExtendList(ActionId),
    Send(ConversationId, ClientId),
    Change(ActionId),
    MarkRead(super::read_reports::ReadReport),
    ChangeSettings(ConversationId),
    Older(ConversationId, ActionId),
    Newer(ConversationId, ActionId),
    GoTo(ConversationId, ActionId),
}

/// Purpose of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimerPurpose {
    Recover,
    RetrySends,
    SendPause(ConversationId),
    Beat(SocketId),
    Probe(SocketId),
    ResumePause(SocketId),
    Reconnect,
    ShowLost,
    ExpireTyping,
    ClearFailure,
}

/// Collects effects, and records the purpose of each pending call and timer.
#[derive(Debug)]
pub(super) struct EffectQueue {
    effects: Vec<Effect>,
    calls: LiteMap<CallId, CallPurpose>,
    timers: LiteMap<TimerId, TimerPurpose>,
    last_id: u64,
    random: fastrand::Rng,
}

impl EffectQueue {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            effects: Vec::new(),
            calls: LiteMap::new(),
            timers: LiteMap::new(),
            last_id: 0,
            random: fastrand::Rng::with_seed(seed),
        }
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    pub(super) fn call(&mut self, call: Call, purpose: CallPurpose) {
        let id = CallId(self.next_id());
        self.calls.insert(id, purpose);
        self.push(Effect::Call(id, call));
    }

    /// Returns the purpose of the call and removes it; `None` if there is no such pending call.
    pub(super) fn answered(&mut self, id: CallId) -> Option<CallPurpose> {
        self.calls.remove(&id)
    }

    pub(super) fn set_timer(&mut self, millis: u32, purpose: TimerPurpose) -> TimerId {
        let id = TimerId(self.next_id());
        self.timers.insert(id, purpose);
        self.push(Effect::SetTimer(id, millis));
        id
    }

    /// Forgets the timer; [`Self::elapsed`] returns `None` for it.
    pub(super) fn cancel_timer(&mut self, id: Option<TimerId>) {
        id.map(|id| self.timers.remove(&id));
    }

    /// Returns the purpose of the timer; `None` if it was cancelled.
    pub(super) fn elapsed(&mut self, id: TimerId) -> Option<TimerPurpose> {
        self.timers.remove(&id)
    }

    pub(super) fn is_idle(&self) -> bool {
        let goes_on = |purpose: &TimerPurpose| {
            matches!(purpose, TimerPurpose::Beat(_) | TimerPurpose::ExpireTyping | TimerPurpose::ClearFailure)
        };
        self.calls.is_empty() && self.timers.values().all(goes_on)
    }

    pub(super) fn next_socket(&mut self) -> SocketId {
        SocketId(self.next_id())
    }

    /// Returns a random number from 0 to `below`, exclusive.
    pub(super) fn draw(&mut self, below: u32) -> u32 {
        self.random.u32(0..below.max(1))
    }

    /// Returns the pause in milliseconds: the one that the server asked for, plus a random part so that clients do not
    /// retry at the same moment.
    pub(super) fn pause_millis(&mut self, seconds: u32) -> u32 {
        seconds.min(MAX_PAUSE_SECONDS) * 1_000 + self.draw(PAUSE_SPREAD_MILLIS)
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}
