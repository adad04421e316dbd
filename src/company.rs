//! Who is here, and who is writing: a pure fold of fleeting events. What is lost of them mends itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::{ConversationId, ServerEvent, Timestamp, UserId, limits::TYPING_FOR_MILLIS};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    here: BTreeSet<UserId>,
    /// When those who left since were last known to be here.
    left: BTreeMap<UserId, Timestamp>,
    /// Since when they were last known to write.
    writing: BTreeMap<(ConversationId, UserId), Timestamp>,
}

impl Company {
    /// `false` where nothing changed.
    pub fn apply(&mut self, event: &ServerEvent, now: Timestamp) -> bool {
        match event {
            ServerEvent::Present { users } => {
                let before = std::mem::replace(&mut self.here, users.iter().copied().collect());
                self.left.extend(before.difference(&self.here).map(|user| (*user, now)));
                before != self.here
            }
            ServerEvent::Presence { user, is_here: true } => self.here.insert(*user),
            ServerEvent::Presence { user, is_here: false } => {
                let was_here = self.here.remove(user);
                self.left.extend(was_here.then_some((*user, now)));
                was_here
            }
            ServerEvent::Typing { conversation, user } => self.writing.insert((*conversation, *user), now).is_none(),
            ServerEvent::Message { message } => {
                self.writing.remove(&(message.conversation_id, message.sender_id)).is_some()
            }
            _ => false,
        }
    }

    /// Forgets those who have not written for a while. `false` where nothing changed.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.writing.len();
        self.writing.retain(|_, since| now.as_millis() - since.as_millis() < i64::from(TYPING_FOR_MILLIS));
        self.writing.len() != before
    }

    /// Without a connection, nobody is known to be here or to write.
    pub fn lose(&mut self, now: Timestamp) {
        self.left.extend(std::mem::take(&mut self.here).into_iter().map(|user| (user, now)));
        self.writing.clear();
    }

    /// Of one who was here since this company is kept, and is not now.
    #[must_use]
    pub fn last_seen(&self, user: UserId) -> Option<Timestamp> {
        self.left.get(&user).copied()
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
        assert!(company.apply(&ServerEvent::Presence { user: ANA, is_here: true }, at(0)));
        assert!(!company.apply(&ServerEvent::Presence { user: ANA, is_here: true }, at(0)));
        assert!(company.apply(&ServerEvent::Present { users: vec![LUIS] }, at(0)));
        assert!(!company.is_here(ANA) && company.is_here(LUIS));
        assert!(company.apply(&ServerEvent::Presence { user: LUIS, is_here: false }, at(0)));
        assert!(!company.is_here(LUIS));
    }

    #[test]
    fn who_is_gone_was_last_seen_when_they_were_last_known_to_be_here() {
        let mut company = Company::default();
        company.apply(&ServerEvent::Present { users: vec![ANA, LUIS] }, at(0));
        assert_eq!(company.last_seen(ANA), None);
        company.apply(&ServerEvent::Presence { user: ANA, is_here: false }, at(10));
        company.apply(&ServerEvent::Presence { user: ANA, is_here: false }, at(20));
        assert_eq!(company.last_seen(ANA), Some(at(10)));
        company.lose(at(30));
        assert!(!company.is_here(LUIS));
        company.apply(&ServerEvent::Present { users: vec![ANA] }, at(40));
        company.apply(&ServerEvent::Present { users: vec![] }, at(50));
        assert_eq!((company.last_seen(ANA), company.last_seen(LUIS)), (Some(at(50)), Some(at(30))));
    }
}
