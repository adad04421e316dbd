//! The list in the form in which a page has it for hydration: each name once, and positions instead of names of fields. In
//! the form of the API, the data of 50 conversations would be a third of the page.

use std::borrow::Cow;

use charla::{
    ActivityCursor, ClientId, Conversation, ConversationId, ConversationSettings, InboxPage, LastSeen, MemberRole,
    Message, MessageId, ReadCursor, Revision, Role, Seq, Stats, Timestamp, User, UserId,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HydratedInbox(pub(super) InboxPage);

/// Users are positions in `people`, times are in microseconds.
#[derive(Serialize, Deserialize)]
struct Compact<'p> {
    people: Vec<Name<'p>>,
    conversations: Vec<CompactConversation<'p>>,
    next: Option<ActivityCursor>,
    stats: Stats,
}

/// A user's id, user name, first name and last name.
#[derive(Serialize, Deserialize)]
struct Name<'p>(UserId, Cow<'p, str>, Cow<'p, str>, Cow<'p, str>);

/// Its id, when it was created, the unread count, and what most conversations do not have.
#[derive(Serialize, Deserialize)]
struct CompactConversation<'p>(ConversationId, i64, u32, Vec<Member>, Option<LastMessage<'p>>, Rest<'p>);

/// The user, the read cursor, the roles as a sum of 1 for customer and 2 for provider, and when last seen.
#[derive(Serialize, Deserialize)]
struct Member(usize, Seq, u8, Option<i64>);

/// The id, the position, the time, whether it is read, the sender, the text, and the id of the client that sent it.
#[derive(Serialize, Deserialize)]
struct LastMessage<'p>(MessageId, Seq, i64, bool, usize, Cow<'p, str>, Option<ClientId>);

#[derive(Serialize, Deserialize)]
struct Rest<'p> {
    /// A last message that has more than [`LastMessage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'p, Message>>,
    #[serde(default, skip_serializing_if = "Revision::is_start")]
    revision: Revision,
    #[serde(default, skip_serializing_if = "ConversationSettings::is_default")]
    settings: ConversationSettings,
}

impl Serialize for HydratedInbox {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut people = People::default();
        let conversations = self.0.conversations.iter().map(|conversation| people.compact(conversation)).collect();
        let people = people.0.into_iter().map(|user| {
            let text = |text| Cow::Borrowed::<str>(text);
            Name(user.id, text(&user.username), text(&user.first_name), text(&user.last_name))
        });
        let people = people.collect();
        Compact { people, conversations, next: self.0.next, stats: self.0.stats }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for HydratedInbox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Compact { people, conversations, next, stats } = Compact::deserialize(deserializer)?;
        let people: Vec<_> = people.into_iter().map(Name::user).collect();
        let conversations = conversations.into_iter().map(|compact| compact.conversation(&people)).collect();
        let conversations: Option<Vec<_>> = conversations;
        let conversations = conversations.ok_or_else(|| D::Error::custom("a user who is not among the people"))?;
        Ok(Self(InboxPage { conversations, next, stats }))
    }
}

/// The users so far. They are few enough to be searched in order: the reader is the first or second of them.
#[derive(Default)]
struct People<'p>(Vec<&'p User>);

impl<'p> People<'p> {
    fn position(&mut self, user: &'p User) -> usize {
        self.0.iter().position(|known| known.id == user.id).unwrap_or_else(|| {
            self.0.push(user);
            self.0.len() - 1
        })
    }

    fn compact(&mut self, conversation: &'p Conversation) -> CompactConversation<'p> {
        let Conversation { id, created_at, unread_count, revision, settings, .. } = *conversation;
        let members = conversation.participants.iter().map(|user| {
            let roles = conversation.roles_of(user.id).map(|role| if role == Role::Customer { 1 } else { 2 }).sum();
            let seen = conversation.last_seen.iter().find(|seen| seen.user == user.id);
            let seen = seen.map(|seen| seen.at.as_micros());
            Member(self.position(user), conversation.read_seq_of(user.id), roles, seen)
        });
        let members = members.collect();
        let last_message =
            conversation.last_message.as_ref().and_then(|message| self.last_message(conversation, message));
        let message = conversation.last_message.as_ref().filter(|_| last_message.is_none()).map(Cow::Borrowed);
        let rest = Rest { message, revision, settings };
        CompactConversation(id, created_at.as_micros(), unread_count, members, last_message, rest)
    }

    /// Returns `None` if the message has more.
    fn last_message(&mut self, conversation: &'p Conversation, message: &'p Message) -> Option<LastMessage<'p>> {
        let sender = conversation.participants.iter().find(|user| user.id == message.sender_id)?;
        let compact = LastMessage(
            message.id,
            message.seq,
            message.created_at.as_micros(),
            message.is_read,
            self.position(sender),
            Cow::Borrowed(&message.content),
            message.client_id,
        );
        (compact.message(conversation.id, sender) == *message).then_some(compact)
    }
}

impl Name<'_> {
    fn user(self) -> User {
        let Self(id, username, first_name, last_name) = self;
        User {
            id,
            username: username.into_owned(),
            first_name: first_name.into_owned(),
            last_name: last_name.into_owned(),
            email: None,
            must_change_password: false,
        }
    }
}

impl CompactConversation<'_> {
    fn conversation(self, people: &[User]) -> Option<Conversation> {
        let Self(id, created_at, unread_count, members, last_message, rest) = self;
        let mut conversation = Conversation {
            id,
            participants: Vec::new(),
            created_at: Timestamp::from_micros(created_at),
            last_message: rest.message.map(Cow::into_owned),
            unread_count,
            read_cursors: Vec::new(),
            roles: Vec::new(),
            last_seen: Vec::new(),
            revision: rest.revision,
            settings: rest.settings,
        };
        if let Some(message) = last_message {
            conversation.last_message = Some(message.message(id, people.get(message.4)?));
        }
        for Member(user, read_seq, roles, seen) in members {
            let user = people.get(user)?.clone();
            let id = user.id;
            conversation.read_cursors.push(ReadCursor { user: id, read_seq });
            let each = [(1, Role::Customer), (2, Role::Provider)];
            conversation.roles.extend(
                each.iter().filter(|(bit, _)| roles & bit != 0).map(|(_, role)| MemberRole { user: id, role: *role }),
            );
            let seen = seen.map(|at| LastSeen { user: id, at: Timestamp::from_micros(at) });
            conversation.last_seen.extend(seen);
            conversation.participants.push(user);
        }
        Some(conversation)
    }
}

impl LastMessage<'_> {
    fn message(&self, conversation: ConversationId, sender: &User) -> Message {
        let Self(id, seq, created_at, is_read, _, content, client_id) = self;
        Message {
            sender_username: sender.username.clone(),
            sender_first_name: sender.first_name.clone(),
            sender_last_name: sender.last_name.clone(),
            is_read: *is_read,
            created_at: Timestamp::from_micros(*created_at),
            client_id: *client_id,
            ..Message::plain(*id, conversation, *seq, sender.id, content)
        }
    }
}

#[cfg(test)]
mod tests;
