//! The fields of all [`ServerEvent`]s. The deserializer that serde derives for a tagged enum keeps each value in memory
//! before it knows its type, and has every type of the chat a second time for that: a tenth of the client.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{ServerEvent, Unread};
use crate::{
    ClientId, Conversation, ConversationId, ConversationSettings, Message, Revision, Seq, Stats, Timestamp, UserId,
};

#[derive(Deserialize)]
pub(super) struct EventFields {
    r#type: String,
    user: Option<UserId>,
    at: Option<Timestamp>,
    client_id: Option<ClientId>,
    message: Option<Message>,
    after: Option<Revision>,
    conversation: Option<IdOrConversation>,
    read_seq: Option<Seq>,
    unread: Option<Unread>,
    standing: Option<ConversationSettings>,
    stats: Option<Stats>,
    users: Option<Vec<UserId>>,
    is_here: Option<bool>,
    last_seen: Option<Timestamp>,
    after_millis: Option<u32>,
    code: Option<String>,
    detail: Option<String>,
    retry_after: Option<u32>,
}

/// Most events have the id of a conversation in this field, one has the conversation.
enum IdOrConversation {
    Id(ConversationId),
    Conversation(Box<Conversation>),
}

impl<'de> Deserialize<'de> for IdOrConversation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdOrConversationVisitor)
    }
}

struct IdOrConversationVisitor;

impl<'de> Visitor<'de> for IdOrConversationVisitor {
    type Value = IdOrConversation;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a conversation or its id")
    }

    fn visit_u64<E: Error>(self, id: u64) -> Result<IdOrConversation, E> {
        let id = i64::try_from(id).map_err(E::custom)?;
        Ok(IdOrConversation::Id(ConversationId(id)))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<IdOrConversation, A::Error> {
        let conversation = Conversation::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(IdOrConversation::Conversation(Box::new(conversation)))
    }
}

impl TryFrom<EventFields> for ServerEvent {
    type Error = &'static str;

    fn try_from(fields: EventFields) -> Result<Self, &'static str> {
        let named = fields.conversation;
        let conversation = |named| match named {
            Some(IdOrConversation::Id(id)) => Ok(id),
            _ => Err(MISSING),
        };
        Ok(match &*fields.r#type {
            "ready" => Self::Ready { user: required(fields.user)?, at: fields.at },
            "ack" => Self::Ack { client_id: required(fields.client_id)?, message: required(fields.message)? },
            "message" => Self::Message { message: required(fields.message)? },
            "changed" => Self::Changed { message: required(fields.message)?, after: required(fields.after)? },
            "read" => Self::Read {
                conversation: conversation(named)?,
                user: required(fields.user)?,
                read_seq: required(fields.read_seq)?,
                unread: fields.unread,
            },
            "standing" => {
                Self::SettingsChanged { conversation: conversation(named)?, settings: required(fields.standing)? }
            }
            "conversation" => match named {
                Some(IdOrConversation::Conversation(conversation)) => {
                    Self::Conversation { conversation: *conversation }
                }
                _ => return Err(MISSING),
            },
            "resync" => Self::Resync { conversation: conversation(named)? },
            "resumed" => Self::Resumed { stats: required(fields.stats)? },
            "present" => Self::Present { users: required(fields.users)? },
            "presence" => Self::Presence {
                user: required(fields.user)?,
                is_online: required(fields.is_here)?,
                last_seen: fields.last_seen,
            },
            "typing" => Self::Typing { conversation: conversation(named)?, user: required(fields.user)? },
            "pong" => Self::Pong,
            "reconnect" => Self::Reconnect { after_millis: required(fields.after_millis)? },
            "error" => Self::Error {
                code: required(fields.code)?,
                detail: required(fields.detail)?,
                client_id: fields.client_id,
                retry_after: fields.retry_after,
            },
            _ => return Err("unknown type of event"),
        })
    }
}

const MISSING: &str = "a field of the event is missing";

fn required<T>(field: Option<T>) -> Result<T, &'static str> {
    field.ok_or(MISSING)
}
