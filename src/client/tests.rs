//! Covers what the model test does not: waits, pauses, typing indicators, and failure notices.

use super::*;
use crate::{
    ChatError, ClientEvent, Conversation, ConversationSettings, InboxPage, Message, MessageContent, MessageId,
    Revision, Seq, ServerEvent, Stats, Timestamp, conversation_settings::SettingChange, limits::TYPING_EVERY_MILLIS,
};

const ANA: UserId = UserId(1);
const LUIS: UserId = UserId(4);
const ID: ConversationId = ConversationId(1);

/// A client with a simulated clock.
struct Tab {
    client: Client,
    now: i64,
    timers: Vec<(i64, TimerId)>,
    /// Effects of the client, without timers.
    effects: Vec<Effect>,
}

impl Tab {
    fn new() -> Self {
        let mut tab = Self { client: Client::new(ANA, 0), now: 0, timers: Vec::new(), effects: Vec::new() };
        tab.acts(|client, now| client.connect(now));
        tab
    }

    fn live() -> Self {
        let mut tab = Self::new();
        tab.receives(&ServerEvent::Ready { user: ANA, at: None });
        tab.effects.clear();
        tab
    }

    fn acts<T>(&mut self, act: impl FnOnce(&mut Client, Timestamp) -> T) -> T {
        let value = act(&mut self.client, Timestamp::from_millis(self.now));
        for effect in self.client.take_effects() {
            match effect {
                Effect::SetTimer(timer, millis) => self.timers.push((self.now + i64::from(millis), timer)),
                effect => self.effects.push(effect),
            }
        }
        value
    }

    fn receives(&mut self, event: &ServerEvent) {
        let socket = self.socket();
        self.acts(|client, now| client.received(socket, Some(event), now));
    }

    /// Returns the socket that was opened last.
    fn socket(&self) -> SocketId {
        let opened = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::OpenSocket(id) => Some(*id),
            _ => None,
        });
        opened.unwrap_or(SocketId(1))
    }

    fn passes(&mut self, millis: i64) {
        let until = self.now + millis;
        loop {
            self.timers.sort();
            let Some((at, timer)) = self.timers.first().copied().filter(|(at, _)| *at <= until) else { break };
            self.timers.remove(0);
            self.now = at;
            self.acts(|client, now| client.elapsed(timer, now));
        }
        self.now = until;
    }

    fn sockets(&self) -> usize {
        self.effects.iter().filter(|effect| matches!(effect, Effect::OpenSocket(_))).count()
    }

    fn transmitted(&self, matches: impl Fn(&ClientEvent) -> bool) -> usize {
        self.effects.iter().filter(|effect| matches!(effect, Effect::Transmit(_, event) if matches(event))).count()
    }

    /// Answers the last call with a failure.
    fn fails(&mut self, failure: Failure) {
        let call = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Call(id, _) => Some(*id),
            _ => None,
        });
        let call = call.expect("a call");
        self.acts(|client, now| client.answered(call, Err(failure), now));
    }
}

fn is_typing(event: &ClientEvent) -> bool {
    matches!(event, ClientEvent::Typing { .. })
}

fn is_resume(event: &ClientEvent) -> bool {
    matches!(event, ClientEvent::Resume { .. })
}

#[test]
fn the_client_reconnects_when_the_server_asks_it_to() {
    let mut tab = Tab::live();
    tab.receives(&ServerEvent::Reconnect { after_millis: 4_000 });
    let socket = tab.socket();
    tab.acts(|client, _| client.closed(socket, false));
    tab.effects.clear();
    tab.passes(3_999);
    assert_eq!(tab.sockets(), 0);
    tab.passes(1);
    assert_eq!(tab.sockets(), 1);
}

#[test]
fn waits_between_attempts_to_connect_stay_below_half_a_minute_and_end_when_the_user_is_back() {
    let mut tab = Tab::new();
    for _ in 0..20 {
        let socket = tab.socket();
        tab.acts(|client, _| client.closed(socket, false));
        let wait = tab.timers.iter().map(|(at, _)| at - tab.now).min();
        assert!(wait.is_some_and(|wait| wait <= 30_000), "{wait:?}");
        tab.passes(30_000);
        assert!(tab.client.connection() == ConnectionStatus::Lost);
    }
    let socket = tab.socket();
    tab.acts(|client, _| client.closed(socket, false));
    tab.effects.clear();
    tab.acts(|client, now| client.came_back(false, now));
    assert_eq!(tab.sockets(), 1, "at once");
}

#[test]
fn a_silent_connection_is_pinged_and_then_closed() {
    let mut tab = Tab::live();
    tab.passes(30_000);
    assert_eq!(tab.transmitted(|event| *event == ClientEvent::Ping), 1);
    tab.receives(&ServerEvent::Pong);
    tab.passes(49_000);
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::CloseSocket(_))), "it has answered");
    tab.passes(1_000);
    assert!(tab.effects.iter().any(|effect| matches!(effect, Effect::CloseSocket(_))));
}

#[test]
fn a_session_that_ended_is_checked() {
    let mut tab = Tab::live();
    let socket = tab.socket();
    tab.acts(|client, _| client.closed(socket, true));
    assert!(tab.effects.contains(&Effect::CheckReader));
}

#[test]
fn a_refused_resume_is_sent_again_once() {
    let mut tab = Tab::live();
    let refused = ServerEvent::Error { code: "x".into(), detail: "x".into(), client_id: None, retry_after: Some(2) };
    tab.receives(&refused);
    tab.receives(&refused);
    tab.passes(1_999);
    assert_eq!(tab.transmitted(is_resume), 0);
    tab.passes(1_001);
    assert_eq!(tab.transmitted(is_resume), 1);
}

#[test]
fn typing_is_reported_at_most_once_per_interval_and_again_after_a_message() {
    let mut tab = Tab::live();
    for _ in 0..10 {
        tab.acts(|client, now| client.user_typed(ID, now));
        tab.passes(i64::from(TYPING_EVERY_MILLIS) / 10);
    }
    assert_eq!(tab.transmitted(is_typing), 1);
    let content = MessageContent::parse("hola").expect("a content");
    tab.acts(|client, now| client.send(ID, ClientId::generate(), &content, None, now)).expect("room");
    tab.acts(|client, now| client.user_typed(ID, now));
    assert_eq!(tab.transmitted(is_typing), 2);
}

#[test]
fn typing_expires_and_a_lost_connection_clears_presence() {
    let mut tab = Tab::live();
    tab.receives(&ServerEvent::Present { users: vec![LUIS] });
    tab.receives(&ServerEvent::Typing { conversation: ID, user: LUIS });
    assert_eq!(tab.client.presence().typing_users(ID).collect::<Vec<_>>(), [LUIS]);
    tab.passes(10_000);
    assert_eq!(tab.client.presence().typing_users(ID).count(), 0);
    assert!(tab.client.presence().is_online(LUIS));
    tab.acts(|client, _| client.offline());
    assert!(!tab.client.presence().is_online(LUIS));
}

#[test]
fn a_failed_change_of_settings_is_shown_for_a_while() {
    let mut tab = Tab::live();
    let list = InboxPage { conversations: Vec::new(), next: None, stats: Stats::default() };
    tab.acts(|client, _| client.load_list(list));
    tab.acts(|client, now| client.change_settings(ID, SettingChange::Mute(true), now));
    tab.fails(Failure::Unreachable);
    assert_eq!(tab.client.failure(), Some(&Failure::Unreachable));
    tab.passes(8_000);
    assert_eq!(tab.client.failure(), None);
}

#[test]
fn a_list_from_another_device_does_not_take_back_changes_of_settings_under_way() {
    let listed = |settings| {
        let conversation = Conversation {
            id: ID,
            participants: Vec::new(),
            created_at: Timestamp::default(),
            last_message: Some(Message::plain(MessageId(1), ID, Seq(1), LUIS, "hola")),
            unread_count: 0,
            read_cursors: Vec::new(),
            roles: Vec::new(),
            last_seen: Vec::new(),
            revision: Revision::START,
            settings,
        };
        InboxPage { conversations: vec![conversation], next: None, stats: Stats::default() }
    };
    let settings = |tab: &Tab| tab.client.inbox().and_then(|inbox| inbox.find(ID)).expect("it is listed").settings;
    let mut tab = Tab::live();
    tab.acts(|client, _| client.load_list(listed(ConversationSettings::default())));
    tab.acts(|client, now| client.change_settings(ID, SettingChange::Mute(true), now));
    let elsewhere = ConversationSettings { is_marked_unread: true, revision: Revision(1), ..Default::default() };
    tab.acts(|client, _| client.load_list(listed(elsewhere)));
    assert!(settings(&tab).is_muted && settings(&tab).is_marked_unread);
    tab.acts(|client, now| client.change_settings(ID, SettingChange::Archive(true), now));
    assert!(settings(&tab).is_archived, "it shows at once");
}

#[test]
fn a_message_that_is_refused_without_a_session_stays_unsent_and_unlocks_its_conversation() {
    let mut tab = Tab::live();
    let content = MessageContent::parse("hola").expect("a content");
    tab.acts(|client, now| client.send(ID, ClientId::generate(), &content, None, now)).expect("room");
    tab.acts(|client, _| client.locked(ID));
    tab.fails(Failure::Refused(ChatError::NotSignedIn));
    assert!(tab.effects.contains(&Effect::Unlock(ID)));
    assert_eq!(tab.client.outbox().due(), [ID]);
}
