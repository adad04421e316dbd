//! Who is here, and who is writing: a pure fold of fleeting events. What is lost of them mends itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::{ConversationId, LastSeen, ServerEvent, Timestamp, UserId, limits::TYPING_FOR_MILLIS};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    here: BTreeSet<UserId>,
    /// Of those who are not here, as far as it is known.
    last_seen: BTreeMap<UserId, Timestamp>,
    /// Since when they were last known to write.
    writing: BTreeMap<(ConversationId, UserId), Timestamp>,
}

impl Company {
    /// `false` where nothing changed.
    pub fn apply(&mut self, event: &ServerEvent, now: Timestamp) -> bool {
        match event {
            ServerEvent::Present { users } => {
                let here = users.iter().copied().collect();
                self.last_seen.retain(|user, _| !users.contains(user));
                std::mem::replace(&mut self.here, here) != self.here
            }
            ServerEvent::Presence { user, is_here: true, .. } => {
                self.last_seen.remove(user);
                self.here.insert(*user)
            }
            ServerEvent::Presence { user, is_here: false, last_seen } => {
                let was_here = self.here.remove(user);
                self.see(last_seen.map(|at| LastSeen { user: *user, at }).as_slice()) || was_here
            }
            ServerEvent::Conversation { conversation } => self.see(&conversation.last_seen),
            ServerEvent::Typing { conversation, user } => self.writing.insert((*conversation, *user), now).is_none(),
            ServerEvent::Message { message } => {
                self.writing.remove(&(message.conversation_id, message.sender_id)).is_some()
            }
            _ => false,
        }
    }

    /// What was fetched. `false` where nothing of it was new.
    pub fn see(&mut self, people: &[LastSeen]) -> bool {
        let mut is_new = false;
        for LastSeen { user, at } in people.iter().filter(|seen| !self.here.contains(&seen.user)) {
            if self.last_seen.get(user).is_none_or(|known| known < at) {
                self.last_seen.insert(*user, *at);
                is_new = true;
            }
        }
        is_new
    }

    /// Without a connection nobody is known to be here, nor when those who were will have left.
    pub fn lose(&mut self) {
        self.here.clear();
        self.writing.clear();
    }

    /// When somebody who is not here closed their last page, as far as it is known.
    #[must_use]
    pub fn last_seen(&self, user: UserId) -> Option<Timestamp> {
        self.last_seen.get(&user).copied()
    }

    /// Forgets those who have not written for a while. `false` where nothing changed.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.writing.len();
        self.writing.retain(|_, since| now.as_millis() - since.as_millis() < i64::from(TYPING_FOR_MILLIS));
        self.writing.len() != before
    }

    #[must_use]
    pub fn is_here(&self, user: UserId) -> bool {
        self.here.contains(&user)
    }

    #[must_use]
    pub fn is_writing(&self) -> bool {
        !self.writing.is_empty()
    }

    /// Those who write in this conversation.
    pub fn writers(&self, conversation: ConversationId) -> impl Iterator<Item = UserId> {
        let people = (conversation, UserId(i64::MIN))..=(conversation, UserId(i64::MAX));
        self.writing.range(people).map(|((_, user), _)| *user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Message, MessageId, Seq};

    const HERE: ConversationId = ConversationId(1);
    const ANA: UserId = UserId(1);
    const LUIS: UserId = UserId(4);

    fn at(millis: u32) -> Timestamp {
        Timestamp::from_millis(i64::from(millis))
    }

    fn typing(conversation: ConversationId) -> ServerEvent {
        ServerEvent::Typing { conversation, user: LUIS }
    }

    fn writers(company: &Company) -> Vec<UserId> {
        company.writers(HERE).collect()
    }

    #[test]
    fn who_stops_writing_is_forgotten_in_time() {
        let mut company = Company::default();
        assert!(company.apply(&typing(HERE), at(0)));
        assert!(!company.apply(&typing(HERE), at(3_000)), "goes on");
        assert!(!company.expire(at(TYPING_FOR_MILLIS)));
        assert_eq!(writers(&company), [LUIS]);
        assert!(company.expire(at(3_000 + TYPING_FOR_MILLIS)));
        assert_eq!(writers(&company), []);
    }

    #[test]
    fn a_message_ends_the_writing_of_its_sender_there() {
        let mut company = Company::default();
        let elsewhere = ConversationId(2);
        company.apply(&typing(HERE), at(0));
        company.apply(&typing(elsewhere), at(0));
        let message = |sender_id| Message::plain(MessageId(1), HERE, Seq(1), sender_id, "hola");
        assert!(!company.apply(&ServerEvent::Message { message: message(ANA) }, at(1)));
        assert!(company.apply(&ServerEvent::Message { message: message(LUIS) }, at(1)));
        assert_eq!(writers(&company), []);
        assert_eq!(company.writers(elsewhere).collect::<Vec<_>>(), [LUIS]);
    }

    #[test]
    fn the_list_of_those_present_stands_for_all_before() {
        let mut company = Company::default();
        assert!(company.apply(&ServerEvent::Presence { user: ANA, is_here: true, last_seen: None }, at(0)));
        assert!(!company.apply(&ServerEvent::Presence { user: ANA, is_here: true, last_seen: None }, at(0)));
        assert!(company.apply(&ServerEvent::Present { users: vec![LUIS] }, at(0)));
        assert!(!company.is_here(ANA) && company.is_here(LUIS));
        assert!(company.apply(&ServerEvent::Presence { user: LUIS, is_here: false, last_seen: None }, at(0)));
        assert!(!company.is_here(LUIS));
    }

    #[test]
    fn who_is_gone_was_last_seen_when_they_left() {
        let left = |user, millis| ServerEvent::Presence { user, is_here: false, last_seen: Some(at(millis)) };
        let mut company = Company::default();
        assert!(company.see(&[LastSeen { user: ANA, at: at(5) }, LastSeen { user: LUIS, at: at(5) }]));
        assert!(company.apply(&ServerEvent::Present { users: vec![ANA] }, at(0)));
        assert_eq!((company.last_seen(ANA), company.last_seen(LUIS)), (None, Some(at(5))), "she is here");
        assert!(!company.see(&[LastSeen { user: ANA, at: at(6) }]), "however late the list is");
        assert!(company.apply(&left(ANA, 10), at(40)));
        assert!(!company.apply(&left(ANA, 8), at(50)), "an old word");
        assert_eq!(company.last_seen(ANA), Some(at(10)));
        assert!(company.apply(&ServerEvent::Presence { user: ANA, is_here: true, last_seen: None }, at(60)));
        company.lose();
        assert!(!company.is_here(ANA));
        assert_eq!(company.last_seen(ANA), None, "she was here since");
    }
}
