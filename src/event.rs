//! Events of the socket `/ws/`: JSON text frames, tagged by `type`.

mod fields;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{
    ClientId, Conversation, ConversationId, ConversationSettings, Cursor, Message, Revision, Seq, Stats, Timestamp,
    UserId,
};

/// An event from the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientEvent {
    /// Answered by `ack`, or by `error` with the same `client_id`.
    Send {
        conversation: ConversationId,
        content: String,
        client_id: ClientId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<Seq>,
    },
    /// The user has read everything up to and including `up_to`. Answered by `read`, or by nothing if the read cursor is
    /// there already, or further.
    Read { conversation: ConversationId, up_to: Seq },
    /// Requests what the client has missed since these cursors, at most
    /// [`RESUME_CONVERSATIONS`](crate::limits::RESUME_CONVERSATIONS). The server answers each cursor, in order, with
    /// `message` events (or `resync` if too many are missing), `changed` events, `read` events and changed settings;
    /// after all cursors with `resumed`. `present` comes as well, before or after `resumed`. Live events may come in
    /// between.
    Resume { cursors: Vec<Cursor> },
    /// The user is typing. Sent at most every [`TYPING_EVERY_MILLIS`](crate::limits::TYPING_EVERY_MILLIS).
    Typing { conversation: ConversationId },
    /// Checks whether the connection is alive; answered by `pong`.
    Ping,
}

/// An event from the server, sent to every socket of the users whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "fields::EventFields")]
pub enum ServerEvent {
    /// The socket is subscribed: every later commit is sent to it. Repeated when events may have been lost. The client
    /// answers with `resume`.
    Ready {
        user: UserId,
        /// The server's clock; older servers omit it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// A sent message is stored. Goes only to the socket that sent it.
    Ack {
        client_id: ClientId,
        message: Message,
    },
    /// A message was stored.
    Message {
        message: Message,
    },
    /// A message was edited, deleted or reacted to. The conversation has no other change between the revision `after`
    /// and the message's own revision.
    Changed {
        message: Message,
        after: Revision,
    },
    /// A member's read cursor moved. `unread` is sent only to that member's own sockets.
    Read {
        conversation: ConversationId,
        user: UserId,
        read_seq: Seq,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unread: Option<Unread>,
    },
    /// The user changed the settings of a conversation, on any device.
    #[serde(rename = "standing")]
    SettingsChanged {
        conversation: ConversationId,
        #[serde(rename = "standing")]
        settings: ConversationSettings,
    },
    /// A conversation with the user was created, by another member or in another tab.
    Conversation {
        conversation: Conversation,
    },
    /// The client must reload this conversation: too much is missing, or its state differs from the stored one.
    Resync {
        conversation: ConversationId,
    },
    /// Ends the answer to `resume`, except for `present`. A client with other totals has missed something in a conversation without a cursor,
    /// and reloads its list.
    Resumed {
        stats: Stats,
    },
    /// The contacts of the user who are online; all others are offline. Sent after each `resume`, in no fixed order
    /// with `resumed`.
    Present {
        users: Vec<UserId>,
    },
    /// A contact came online, or has been offline for a while. Not stored: it may be lost.
    Presence {
        user: UserId,
        #[serde(rename = "is_here")]
        is_online: bool,
        /// When the contact went offline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_seen: Option<Timestamp>,
    },
    /// Another member is typing. Not stored: it may be lost. Expires after
    /// [`TYPING_SHOWN_MILLIS`](crate::limits::TYPING_SHOWN_MILLIS), or when the member's message arrives.
    Typing {
        conversation: ConversationId,
        user: UserId,
    },
    Pong,
    /// The server is shutting down. Clients reconnect after `after_millis`, which differs so that they do not return at
    /// once.
    Reconnect {
        after_millis: u32,
    },
    /// A frame was refused; the socket stays open.
    Error {
        code: String,
        detail: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<ClientId>,
        /// Seconds after which the frame may be sent again, as in the header `Retry-After`. Absent if a repetition
        /// cannot succeed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
}

/// The unread count: `count` unread messages of others up to and including `last_seq`, without those deleted up to and
/// including `revision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    pub count: u32,
    pub last_seq: Seq,
    #[serde(default, skip_serializing_if = "Revision::is_start")]
    pub revision: Revision,
}
