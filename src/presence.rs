//! Online users, last-seen times and typing indicators: a pure fold of ephemeral events. A lost event is corrected by a
//! later one.

use litemap::LiteMap;

use crate::{ConversationId, LastSeen, ServerEvent, Timestamp, UserId, limits::TYPING_SHOWN_MILLIS};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    online: LiteMap<UserId, ()>,
    /// Known last-seen times of users who are offline.
    last_seen: LiteMap<UserId, Timestamp>,
    /// Time of the last typing event of each user in each conversation.
    typing: LiteMap<(ConversationId, UserId), Timestamp>,
}

impl Presence {
    /// Applies an event; returns whether anything changed.
    pub fn apply(&mut self, event: &ServerEvent, now: Timestamp) -> bool {
        match event {
            ServerEvent::Present { users } => {
                let online = users.iter().map(|user| (*user, ())).collect();
                self.last_seen.retain(|user, _| !users.contains(user));
                std::mem::replace(&mut self.online, online) != self.online
            }
            ServerEvent::Presence { user, is_online: true, .. } => {
                self.last_seen.remove(user);
                self.online.insert(*user, ()).is_none()
            }
            ServerEvent::Presence { user, is_online: false, last_seen } => {
                let was_online = self.online.remove(user).is_some();
                self.learn_last_seen(last_seen.map(|at| LastSeen { user: *user, at }).as_slice()) || was_online
            }
            ServerEvent::Conversation { conversation } => self.learn_last_seen(&conversation.last_seen),
            ServerEvent::Typing { conversation, user } => self.typing.insert((*conversation, *user), now).is_none(),
            ServerEvent::Message { message } => {
                self.typing.remove(&(message.conversation_id, message.sender_id)).is_some()
            }
            _ => false,
        }
    }

    /// Takes last-seen times from fetched conversations; returns whether any of them was new.
    pub fn learn_last_seen(&mut self, people: &[LastSeen]) -> bool {
        let mut is_new = false;
        for LastSeen { user, at } in people.iter().filter(|seen| !self.online.contains_key(&seen.user)) {
            if self.last_seen.get(user).is_none_or(|known| known < at) {
                self.last_seen.insert(*user, *at);
                is_new = true;
            }
        }
        is_new
    }

    /// Clears online users and typing indicators: without a connection, neither is known.
    pub fn connection_lost(&mut self) {
        self.online.clear();
        self.typing.clear();
    }

    /// Returns when an offline user was last seen; `None` if unknown or online.
    pub fn last_seen(&self, user: UserId) -> Option<Timestamp> {
        self.last_seen.get(&user).copied()
    }

    /// Removes expired typing indicators; returns whether there were any.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.typing.len();
        self.typing.retain(|_, since| now.as_millis() - since.as_millis() < i64::from(TYPING_SHOWN_MILLIS));
        self.typing.len() != before
    }

    pub fn is_online(&self, user: UserId) -> bool {
        self.online.contains_key(&user)
    }

    pub fn is_anyone_typing(&self) -> bool {
        !self.typing.is_empty()
    }

    /// Returns the users who are typing in this conversation.
    pub fn typing_users(&self, conversation: ConversationId) -> impl Iterator<Item = UserId> {
        self.typing.keys().filter(move |(typed_in, _)| *typed_in == conversation).map(|(_, user)| *user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Message, MessageId, Seq};

    const CHAT: ConversationId = ConversationId(1);
    const ANA: UserId = UserId(1);
    const LUIS: UserId = UserId(4);

    fn at(millis: u32) -> Timestamp {
        Timestamp::from_millis(i64::from(millis))
    }

    fn typing(conversation: ConversationId) -> ServerEvent {
        ServerEvent::Typing { conversation, user: LUIS }
    }

    fn typing_users(presence: &Presence) -> Vec<UserId> {
        presence.typing_users(CHAT).collect()
    }

    #[test]
    fn a_typing_indicator_expires() {
        let mut presence = Presence::default();
        assert!(presence.apply(&typing(CHAT), at(0)));
        assert!(!presence.apply(&typing(CHAT), at(3_000)), "goes on");
        assert!(!presence.expire(at(TYPING_SHOWN_MILLIS)));
        assert_eq!(typing_users(&presence), [LUIS]);
        assert!(presence.expire(at(3_000 + TYPING_SHOWN_MILLIS)));
        assert_eq!(typing_users(&presence), []);
    }

    #[test]
    fn a_message_ends_the_typing_indicator_of_its_sender() {
        let mut presence = Presence::default();
        let elsewhere = ConversationId(2);
        presence.apply(&typing(CHAT), at(0));
        presence.apply(&typing(elsewhere), at(0));
        let message = |sender_id| Message::plain(MessageId(1), CHAT, Seq(1), sender_id, "hola");
        assert!(!presence.apply(&ServerEvent::Message { message: message(ANA) }, at(1)));
        assert!(presence.apply(&ServerEvent::Message { message: message(LUIS) }, at(1)));
        assert_eq!(typing_users(&presence), []);
        assert_eq!(presence.typing_users(elsewhere).collect::<Vec<_>>(), [LUIS]);
    }

    #[test]
    fn a_present_event_replaces_all_earlier_presence() {
        let mut presence = Presence::default();
        assert!(presence.apply(&ServerEvent::Presence { user: ANA, is_online: true, last_seen: None }, at(0)));
        assert!(!presence.apply(&ServerEvent::Presence { user: ANA, is_online: true, last_seen: None }, at(0)));
        assert!(presence.apply(&ServerEvent::Present { users: vec![LUIS] }, at(0)));
        assert!(!presence.is_online(ANA) && presence.is_online(LUIS));
        assert!(presence.apply(&ServerEvent::Presence { user: LUIS, is_online: false, last_seen: None }, at(0)));
        assert!(!presence.is_online(LUIS));
    }

    #[test]
    fn an_offline_user_was_last_seen_when_they_left() {
        let left = |user, millis| ServerEvent::Presence { user, is_online: false, last_seen: Some(at(millis)) };
        let mut presence = Presence::default();
        assert!(presence.learn_last_seen(&[LastSeen { user: ANA, at: at(5) }, LastSeen { user: LUIS, at: at(5) }]));
        assert!(presence.apply(&ServerEvent::Present { users: vec![ANA] }, at(0)));
        assert_eq!((presence.last_seen(ANA), presence.last_seen(LUIS)), (None, Some(at(5))), "she is here");
        assert!(!presence.learn_last_seen(&[LastSeen { user: ANA, at: at(6) }]), "however late the list is");
        assert!(presence.apply(&left(ANA, 10), at(40)));
        assert!(!presence.apply(&left(ANA, 8), at(50)), "an old word");
        assert_eq!(presence.last_seen(ANA), Some(at(10)));
        assert!(presence.apply(&ServerEvent::Presence { user: ANA, is_online: true, last_seen: None }, at(60)));
        presence.connection_lost();
        assert!(!presence.is_online(ANA));
        assert_eq!(presence.last_seen(ANA), None, "she was here since");
    }
}
