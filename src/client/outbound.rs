//! What the client asks of its surroundings: the page, the browser and the network.

use std::collections::BTreeMap;

use super::drafts::DraftPlace;
use crate::{
    ChatPage, ClientEvent, ClientId, ConversationId, ConversationSettings, Emoji, Failure, InboxPage, ListRequest,
    Message, MessageId, Notice, Page, PageRequest, Revision, Seq, Timestamp, Unsent,
    conversation_settings::SettingChange,
};

/// A server that asks for a longer pause is asked again after so long.
const LONGEST_PAUSE_SECONDS: u32 = 3_600;
const PAUSE_SPREAD_MILLIS: u32 = 1_000;

/// To be carried out in the order in which they come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Answered by [`Client::answered`](super::Client::answered), once, however late.
    Call(CallId, Call),
    /// Answered by [`Client::elapsed`](super::Client::elapsed) after so many milliseconds.
    SetTimer(TimerId, u32),
    /// Answered by [`Client::received`](super::Client::received) for each frame, and by
    /// [`Client::closed`](super::Client::closed).
    OpenSocket(SocketId),
    /// Nothing that this socket brings is of use any more.
    CloseSocket(SocketId),
    Transmit(SocketId, ClientEvent),
    /// Keep it beyond the life of the page, where all tabs of this browser find it.
    Keep(Unsent),
    /// Keep it as it is now, unless another tab has removed it meanwhile.
    KeepChange(Unsent),
    /// The user has deleted it: other tabs take it out of their timelines.
    Forget(ClientId),
    /// It is stored: other tabs wait for the stored message to take its place.
    ForgetSent(ClientId),
    /// Where all tabs of this browser find it. Empty: nothing is kept. Where there is no room,
    /// [`Client::draft_not_stored`](super::Client::draft_not_stored).
    KeepDraft(DraftPlace, String),
    KeepReplacedDraft(DraftPlace, String),
    /// Of all tabs of this browser, one at a time sends the messages of a conversation. Answered by
    /// [`Client::locked`](super::Client::locked), also where it cannot be had in good time.
    Lock(ConversationId),
    Unlock(ConversationId),
    /// A message came that the user may not have seen.
    Notify(Notice),
    /// It was read, or deleted.
    CloseNotification(MessageId),
    /// Some of those that outlive pages may have been read.
    CloseReadNotifications,
    /// The clock of the server said `at` after the moment `asked` of the clock of this browser.
    SetServerTime {
        at: Timestamp,
        asked: Timestamp,
    },
    /// The session has ended.
    SignIn,
    /// The session may have ended, or be another user's.
    CheckReader,
    /// What the page asked for under this id is done.
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

/// What a [`Call`] brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Inbox(InboxPage),
    Chat(ChatPage),
    Messages(Page<Message>),
    Changes(Vec<Message>),
    /// As it is stored: of a send, and of changes.
    Message(Message),
    /// The settings of the conversation, where they are others than before.
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
    /// Given by the page, to be told of the end.
    ActionId
);

/// Why something was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CallPurpose {
    Recover,
    ExtendList(ActionId),
    Send(ConversationId, ClientId),
    Change(ActionId),
    MarkRead(super::read_marks::Mark),
    ChangeSettings(ConversationId),
    Older(ConversationId, ActionId),
    Newer(ConversationId, ActionId),
    GoTo(ConversationId, ActionId),
}

/// Why something waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimerPurpose {
    Recover,
    RetrySends,
    SendPause(ConversationId),
    Beat(SocketId),
    Probe(SocketId),
    ResumePause(SocketId),
    Reconnect,
    TellLost,
    ExpireTyping,
    ClearFailure,
}

/// Collects effects, and knows what each call and timer is for.
#[derive(Debug)]
pub(super) struct Outbound {
    effects: Vec<Effect>,
    calls: BTreeMap<CallId, CallPurpose>,
    timers: BTreeMap<TimerId, TimerPurpose>,
    last_id: u64,
    random: fastrand::Rng,
}

impl Outbound {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            effects: Vec::new(),
            calls: BTreeMap::new(),
            timers: BTreeMap::new(),
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

    /// `None` for what was not called, or is answered already.
    pub(super) fn answered(&mut self, id: CallId) -> Option<CallPurpose> {
        self.calls.remove(&id)
    }

    pub(super) fn set_timer(&mut self, millis: u32, purpose: TimerPurpose) -> TimerId {
        let id = TimerId(self.next_id());
        self.timers.insert(id, purpose);
        self.push(Effect::SetTimer(id, millis));
        id
    }

    /// It need not be carried out any more: when it comes, nothing happens.
    pub(super) fn cancel_timer(&mut self, id: Option<TimerId>) {
        id.map(|id| self.timers.remove(&id));
    }

    /// `None` where it was cancelled.
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

    /// Drawn evenly from 0 to this, without it.
    pub(super) fn draw(&mut self, below: u32) -> u32 {
        self.random.u32(0..below.max(1))
    }

    /// Milliseconds of the pause for which the server asked; a little longer, since other clients were told the same.
    pub(super) fn pause_as_told(&mut self, seconds: u32) -> u32 {
        seconds.min(LONGEST_PAUSE_SECONDS) * 1_000 + self.draw(PAUSE_SPREAD_MILLIS)
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}
