//! What the socket `/ws/` carries: JSON text frames tagged by `type`.

use serde::{Deserialize, Serialize};

use crate::{ClientId, Conversation, ConversationId, Message, Seq, Stats, UserId};

/// From the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientEvent {
    /// Answered by `ack`, or by `error` with the same `client_id`.
    Send { conversation: ConversationId, content: String, client_id: ClientId },
    /// One has read up to here.
    Read { conversation: ConversationId, up_to: Seq },
    /// The client holds each of these conversations up to `seq`: it is given what came after, in
    /// order, as `message` events, or `resync` where that is too much, and what was read, as `read`
    /// events; then `resumed`.
    Resume { cursors: Vec<Cursor> },
}

/// A client holds everything of this conversation up to and including `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub conversation: ConversationId,
    pub seq: Seq,
    /// As far as the client knows, [`Conversation::reading`]. Where it is more, the members' cursors are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<i64>,
}

/// From the server, to every socket of whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerEvent {
    /// The socket listens: whatever is committed from now on is sent to it. Said again where
    /// something may have been lost meanwhile. Answered by `resume`.
    Ready { user: UserId },
    /// This send is stored. Only to the socket that sent.
    Ack { client_id: ClientId, message: Message },
    /// A message was stored, by whomever.
    Message { message: Message },
    /// A member's read cursor moved. `unread` is told to that member's own sockets only.
    Read {
        conversation: ConversationId,
        user: UserId,
        read_seq: Seq,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unread: Option<Unread>,
    },
    /// A conversation was opened with one, or by oneself in another tab.
    Conversation { conversation: Conversation },
    /// Too much is missing: fetch this conversation anew.
    Resync { conversation: ConversationId },
    /// The end of the answer to `resume`. A client whose totals differ has missed something that
    /// no cursor of its named, and fetches its list anew.
    Resumed { stats: Stats },
    /// A frame was refused; the socket stays open.
    Error {
        code: String,
        detail: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<ClientId>,
    },
}

/// What is left to read: `count` messages of others, of those up to and including `last_seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    pub count: u32,
    pub last_seq: Seq,
}
