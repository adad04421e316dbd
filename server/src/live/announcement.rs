//! What happened in the chat, in the words of each socket that hears of it.

use charla::{
    Conversation, ConversationId, LastSeen, Message, MessageId, Revision, Seq, ServerEvent, Standing, Timestamp,
    UserId, event::Unread,
};
use serde::{Deserialize, Serialize};

use crate::{
    clock,
    live::{event::Event, frame::Frame, listening::Listening},
};

/// Each distinct view is encoded at most once, when the first socket needs it.
#[derive(Debug)]
pub struct Announcement {
    what: What,
    /// For the one it is about (the sender, the reader), and for the others.
    everything: Views,
    one_conversation: Views,
}

#[derive(Debug, Default)]
struct Views {
    own: Option<Frame>,
    others: Option<Frame>,
}

/// As every process understands it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum What {
    Message(Message),
    /// A message is no longer as it was: as its sender sees it, with the `client_id`.
    Changed {
        message: Message,
        after: Revision,
    },
    Read {
        conversation: ConversationId,
        reader: UserId,
        read_seq: Seq,
        unread: Unread,
    },
    /// To the one who decided it.
    Standing {
        conversation: ConversationId,
        standing: Standing,
    },
    Conversation(Conversation),
    /// To one user: from now on everything is heard again. What was lost is to be asked for.
    Ready(UserId),
    Typing {
        conversation: ConversationId,
        user: UserId,
    },
    /// Somebody came, or left at that time.
    Presence {
        user: UserId,
        left_at: Option<Timestamp>,
    },
    /// To one user: who of those they know is here.
    Present(Vec<UserId>),
}

impl Announcement {
    /// As its sender sees it, with the `client_id`.
    #[must_use]
    pub fn message(message: Message) -> Self {
        Self::of(What::Message(message))
    }

    #[must_use]
    pub fn changed(message: Message, after: Revision) -> Self {
        Self::of(What::Changed { message, after })
    }

    #[must_use]
    pub fn read(conversation: ConversationId, reader: UserId, read_seq: Seq, unread: Unread) -> Self {
        Self::of(What::Read { conversation, reader, read_seq, unread })
    }

    #[must_use]
    pub fn standing(conversation: ConversationId, standing: Standing) -> Self {
        Self::of(What::Standing { conversation, standing })
    }

    /// What one member has decided about it is not the others'.
    #[must_use]
    pub fn conversation(mut conversation: Conversation) -> Self {
        for user in &mut conversation.participants {
            user.email = None;
        }
        conversation.standing = Standing::default();
        Self::of(What::Conversation(conversation))
    }

    #[must_use]
    pub fn ready(user: UserId) -> Self {
        Self::of(What::Ready(user))
    }

    #[must_use]
    pub fn typing(conversation: ConversationId, user: UserId) -> Self {
        Self::of(What::Typing { conversation, user })
    }

    #[must_use]
    pub fn came(user: UserId) -> Self {
        Self::of(What::Presence { user, left_at: None })
    }

    #[must_use]
    pub fn left(LastSeen { user, at }: LastSeen) -> Self {
        Self::of(What::Presence { user, left_at: Some(at) })
    }

    #[must_use]
    pub fn present(users: Vec<UserId>) -> Self {
        Self::of(What::Present(users))
    }

    #[must_use]
    pub const fn what(&self) -> &What {
        &self.what
    }

    /// Of the message that it brings.
    #[must_use]
    pub const fn message_id(&self) -> Option<MessageId> {
        match &self.what {
            What::Message(message) => Some(message.id),
            _ => None,
        }
    }

    #[must_use]
    pub fn of(what: What) -> Self {
        Self { what, everything: Views::default(), one_conversation: Views::default() }
    }

    /// What a socket of `user` gets; `None` where it does not listen to this.
    pub fn event(&mut self, user: UserId, listening: Listening) -> Option<Event> {
        let about = match &self.what {
            What::Message(message) | What::Changed { message, .. } => Some(message.sender_id),
            What::Read { reader, .. } => Some(*reader),
            _ => None,
        };
        let own = about == Some(user);
        let (views, seq) = match (listening, &self.what) {
            (Listening::Everything, What::Message(message)) => (&mut self.everything, message.seq),
            (Listening::Everything, _) => (&mut self.everything, Seq::START),
            (Listening::To(id), What::Message(message)) if message.conversation_id == id => {
                (&mut self.one_conversation, message.seq)
            }
            (Listening::To(_), _) => return None,
        };
        let view = if own { &mut views.own } else { &mut views.others };
        let frame = view.get_or_insert_with(|| match (listening, &self.what) {
            (Listening::To(_), What::Message(message)) => origin_frame(message, own),
            (_, what) => Frame::json(&what.as_seen(own)),
        });
        Some(Event { frame: frame.clone(), seq, is_fleeting: self.what.is_fleeting() })
    }
}

impl What {
    /// One of many of its kind: it may be dropped where there is much to tell.
    #[must_use]
    pub const fn is_fleeting(&self) -> bool {
        matches!(self, Self::Typing { .. } | Self::Presence { .. })
    }

    fn as_seen(&self, own: bool) -> ServerEvent {
        match self {
            Self::Message(message) => ServerEvent::Message { message: seen(message, own) },
            Self::Changed { message, after } => ServerEvent::Changed { message: seen(message, own), after: *after },
            Self::Read { conversation, reader, read_seq, unread } => ServerEvent::Read {
                conversation: *conversation,
                user: *reader,
                read_seq: *read_seq,
                unread: own.then_some(*unread),
            },
            Self::Standing { conversation, standing } => {
                ServerEvent::Standing { conversation: *conversation, standing: *standing }
            }
            Self::Conversation(conversation) => ServerEvent::Conversation { conversation: conversation.clone() },
            Self::Ready(user) => ServerEvent::Ready { user: *user, at: Some(clock::now()) },
            Self::Typing { conversation, user } => ServerEvent::Typing { conversation: *conversation, user: *user },
            Self::Presence { user, left_at } => {
                ServerEvent::Presence { user: *user, is_here: left_at.is_none(), last_seen: *left_at }
            }
            Self::Present(users) => ServerEvent::Present { users: users.clone() },
        }
    }
}

fn seen(message: &Message, own: bool) -> Message {
    Message { client_id: message.client_id.filter(|_| own), ..message.clone() }
}

/// A message in the origin's words, as `/ws/chat/{id}/` has it; `seq` and `client_id` are ours.
#[must_use]
pub fn origin_frame(message: &Message, own: bool) -> Frame {
    #[derive(Serialize)]
    struct Spoken<'a> {
        message: &'a str,
        sender: &'a str,
        sender_id: UserId,
        sender_first_name: &'a str,
        sender_last_name: &'a str,
        message_id: charla::MessageId,
        created_at: String,
        seq: Seq,
        #[serde(skip_serializing_if = "Option::is_none")]
        client_id: Option<charla::ClientId>,
    }

    Frame::json(&Spoken {
        message: &message.content,
        sender: &message.sender_username,
        sender_id: message.sender_id,
        sender_first_name: &message.sender_first_name,
        sender_last_name: &message.sender_last_name,
        message_id: message.id,
        created_at: Timestamp::to_iso_with_offset(message.created_at),
        seq: message.seq,
        client_id: message.client_id.filter(|_| own),
    })
}
