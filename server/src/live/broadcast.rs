//! A live event on its way to many sockets, encoded once for each distinct view of it.

use charla::{
    Conversation, ConversationId, ConversationSettings, LastSeen, Message, MessageId, Revision, Seq, ServerEvent,
    Timestamp, UserId, event::Unread,
};
use serde::{Deserialize, Serialize};

use crate::{
    clock,
    live::{event::Event, frame::Frame, listening::Listening},
};

/// Encoding is lazy: each distinct view is encoded when the first socket needs it, and at most once.
#[derive(Debug)]
pub struct Broadcast {
    content: BroadcastContent,
    everything: Views,
    one_conversation: Views,
}

/// The user whom the event is about (the sender, the reader) sees more of it than the others.
#[derive(Debug, Default)]
struct Views {
    own: Option<Frame>,
    others: Option<Frame>,
}

/// The event in the form that processes exchange. The names of variants and fields are the format of messages in Redis:
/// processes of two releases run side by side during an update.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum BroadcastContent {
    /// As the sender sees the message, with the `client_id`.
    Message(Message),
    /// A message was edited, deleted or reacted to. As the sender sees it, with the `client_id`.
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
    /// Only for the user whose settings they are.
    #[serde(rename = "Standing")]
    SettingsChanged {
        conversation: ConversationId,
        #[serde(rename = "standing")]
        settings: ConversationSettings,
    },
    Conversation(Conversation),
    /// Only for this user: live events are complete again, and the client has to ask for events that were lost before.
    Ready(UserId),
    Typing {
        conversation: ConversationId,
        user: UserId,
    },
    /// The user came online, or went offline at `left_at`.
    Presence {
        user: UserId,
        left_at: Option<Timestamp>,
    },
    /// Only for one user: the users who are online, among those whose presence this user may see.
    Present(Vec<UserId>),
}

impl Broadcast {
    /// `message` is as its sender sees it, with the `client_id`.
    pub fn message(message: Message) -> Self {
        Self::of(BroadcastContent::Message(message))
    }

    /// `message` is as its sender sees it, with the `client_id`.
    pub fn changed(message: Message, after: Revision) -> Self {
        Self::of(BroadcastContent::Changed { message, after })
    }

    pub fn read(conversation: ConversationId, reader: UserId, read_seq: Seq, unread: Unread) -> Self {
        Self::of(BroadcastContent::Read { conversation, reader, read_seq, unread })
    }

    pub fn settings(conversation: ConversationId, settings: ConversationSettings) -> Self {
        Self::of(BroadcastContent::SettingsChanged { conversation, settings })
    }

    /// Every member gets the same conversation, so email addresses and the settings of one member, which are private, are
    /// removed.
    pub fn conversation(mut conversation: Conversation) -> Self {
        for user in &mut conversation.participants {
            user.email = None;
        }
        conversation.settings = ConversationSettings::default();
        Self::of(BroadcastContent::Conversation(conversation))
    }

    pub fn ready(user: UserId) -> Self {
        Self::of(BroadcastContent::Ready(user))
    }

    pub fn typing(conversation: ConversationId, user: UserId) -> Self {
        Self::of(BroadcastContent::Typing { conversation, user })
    }

    pub fn user_online(user: UserId) -> Self {
        Self::of(BroadcastContent::Presence { user, left_at: None })
    }

    pub fn user_offline(LastSeen { user, at }: LastSeen) -> Self {
        Self::of(BroadcastContent::Presence { user, left_at: Some(at) })
    }

    pub fn online_users(users: Vec<UserId>) -> Self {
        Self::of(BroadcastContent::Present(users))
    }

    pub const fn content(&self) -> &BroadcastContent {
        &self.content
    }

    /// Returns the id of a new message; `None` for every other event.
    pub const fn message_id(&self) -> Option<MessageId> {
        match &self.content {
            BroadcastContent::Message(message) => Some(message.id),
            _ => None,
        }
    }

    pub fn of(content: BroadcastContent) -> Self {
        Self { content, everything: Views::default(), one_conversation: Views::default() }
    }

    /// Returns the event for a socket of `user`; `None` if the socket does not listen to it.
    pub fn event(&mut self, user: UserId, listening: Listening) -> Option<Event> {
        let about = match &self.content {
            BroadcastContent::Message(message) | BroadcastContent::Changed { message, .. } => Some(message.sender_id),
            BroadcastContent::Read { reader, .. } => Some(*reader),
            _ => None,
        };
        let own = about == Some(user);
        let (views, seq) = match (listening, &self.content) {
            (Listening::Everything, BroadcastContent::Message(message)) => (&mut self.everything, message.seq),
            (Listening::Everything, _) => (&mut self.everything, Seq::START),
            (Listening::To(id), BroadcastContent::Message(message)) if message.conversation_id == id => {
                (&mut self.one_conversation, message.seq)
            }
            (Listening::To(_), _) => return None,
        };
        let view = if own { &mut views.own } else { &mut views.others };
        let frame = view.get_or_insert_with(|| match (listening, &self.content) {
            (Listening::To(_), BroadcastContent::Message(message)) => original_api_frame(message, own),
            (_, content) => Frame::json(&content.server_event(own)),
        });
        Some(Event { frame: frame.clone(), seq, is_ephemeral: self.content.is_ephemeral() })
    }
}

impl BroadcastContent {
    /// Whether the event may be dropped from a full queue, because a later event of the same kind replaces it.
    pub const fn is_ephemeral(&self) -> bool {
        matches!(self, Self::Typing { .. } | Self::Presence { .. })
    }

    /// Returns the event for clients. `own`: for the user whom the event is about.
    fn server_event(&self, own: bool) -> ServerEvent {
        match self {
            Self::Message(message) => ServerEvent::Message { message: view(message, own) },
            Self::Changed { message, after } => ServerEvent::Changed { message: view(message, own), after: *after },
            Self::Read { conversation, reader, read_seq, unread } => ServerEvent::Read {
                conversation: *conversation,
                user: *reader,
                read_seq: *read_seq,
                unread: own.then_some(*unread),
            },
            Self::SettingsChanged { conversation, settings } => {
                ServerEvent::SettingsChanged { conversation: *conversation, settings: *settings }
            }
            Self::Conversation(conversation) => ServerEvent::Conversation { conversation: conversation.clone() },
            Self::Ready(user) => ServerEvent::Ready { user: *user, at: Some(clock::now()) },
            Self::Typing { conversation, user } => ServerEvent::Typing { conversation: *conversation, user: *user },
            Self::Presence { user, left_at } => {
                ServerEvent::Presence { user: *user, is_online: left_at.is_none(), last_seen: *left_at }
            }
            Self::Present(users) => ServerEvent::Present { users: users.clone() },
        }
    }
}

/// Only the sender gets the `client_id`.
fn view(message: &Message, own: bool) -> Message {
    Message { client_id: message.client_id.filter(|_| own), ..message.clone() }
}

/// Returns a message in the format of `/ws/chat/{id}/` in the original Django design, with `seq` and `client_id` added.
/// `own`: for the sender.
pub fn original_api_frame(message: &Message, own: bool) -> Frame {
    #[derive(Serialize)]
    struct OriginMessage<'a> {
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

    Frame::json(&OriginMessage {
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
