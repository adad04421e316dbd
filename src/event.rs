//! What the socket `/ws/` carries: JSON text frames tagged by `type`.

use serde::{Deserialize, Serialize};

use crate::{
    ClientId, Conversation, ConversationId, ConversationSettings, Cursor, Message, Revision, Seq, Stats, Timestamp,
    UserId,
};

/// From the client.
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
    /// One has read up to here.
    Read { conversation: ConversationId, up_to: Seq },
    /// The client holds each of these conversations up to `seq`: it is given what came after, in
    /// order, as `message` events, or `resync` where that is too much, what was changed, as `changed` events,
    /// what was read, as `read` events, and what one has decided, as `settings`; then `resumed`; and `present`.
    Resume { cursors: Vec<Cursor> },
    /// One is writing: said at most every [`TYPING_EVERY_MILLIS`](crate::limits::TYPING_EVERY_MILLIS).
    Typing { conversation: ConversationId },
    /// Answered by `pong`: whether the connection is still one.
    Ping,
}

/// From the server, to every socket of whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerEvent {
    /// The socket listens: whatever is committed from now on is sent to it. Said again where
    /// something may have been lost meanwhile. Answered by `resume`.
    Ready {
        user: UserId,
        /// The server's clock. Absent from servers that do not say it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// This send is stored. Only to the socket that sent.
    Ack {
        client_id: ClientId,
        message: Message,
    },
    /// A message was stored, by whomever.
    Message {
        message: Message,
    },
    /// A message is no longer as it was: edited, deleted, reacted to. Between the revision `after` and the
    /// message's own, nothing else in its conversation changed.
    Changed {
        message: Message,
        after: Revision,
    },
    /// A member's read cursor moved. `unread` is told to that member's own sockets only.
    Read {
        conversation: ConversationId,
        user: UserId,
        read_seq: Seq,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unread: Option<Unread>,
    },
    /// One has decided something about a conversation, here or elsewhere.
    #[serde(rename = "standing")]
    SettingsChanged {
        conversation: ConversationId,
        #[serde(rename = "standing")]
        settings: ConversationSettings,
    },
    /// A conversation was opened with one, or by oneself in another tab.
    Conversation {
        conversation: Conversation,
    },
    /// Too much is missing, or what the client holds is not what is stored: fetch this conversation anew.
    Resync {
        conversation: ConversationId,
    },
    /// The end of the answer to `resume`. A client whose totals differ has missed something that
    /// no cursor of its named, and fetches its list anew.
    Resumed {
        stats: Stats,
    },
    /// Of those with whom one has conversations, these are here now, and nobody else.
    Present {
        users: Vec<UserId>,
    },
    /// Somebody came, or has been gone for a while. Fleeting: it may be lost.
    Presence {
        user: UserId,
        #[serde(rename = "is_here")]
        is_online: bool,
        /// When they closed their last page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_seen: Option<Timestamp>,
    },
    /// Somebody else is writing. Fleeting; it holds for
    /// [`TYPING_FOR_MILLIS`](crate::limits::TYPING_FOR_MILLIS), or until their message comes.
    Typing {
        conversation: ConversationId,
        user: UserId,
    },
    Pong,
    /// The server is about to end: connect again after so long, not all at once.
    Reconnect {
        after_millis: u32,
    },
    /// A frame was refused; the socket stays open.
    Error {
        code: String,
        detail: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<ClientId>,
        /// Seconds after which the same may be tried again, as in the header `Retry-After`. Absent where nothing but
        /// another frame helps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
}

/// What is left to read: `count` messages of others, of those up to and including `last_seq`, without those that were
/// deleted up to and including `revision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    pub count: u32,
    pub last_seq: Seq,
    #[serde(default, skip_serializing_if = "Revision::is_start")]
    pub revision: Revision,
}
