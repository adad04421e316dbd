//! The text of the file, piece by piece.

use std::{mem, sync::Arc};

use charla::{
    AnswerBytes, ChatError, Conversation, ConversationId, Device, Message, PageRequest, PageStart, Seq, Timestamp,
    User, UserId,
};
use serde::Serialize;

use crate::{
    error::fault,
    store::{Store, Version},
};

/// Messages of one piece.
const PAGE: u32 = 100;

/// Before all conversations.
const START: ConversationId = ConversationId(i64::MIN);

/// How far the file is.
pub(super) struct Parts {
    store: Arc<dyn Store>,
    me: UserId,
    place: Place,
}

enum Place {
    /// After this conversation, which is written whole.
    Between(ConversationId),
    /// In this conversation, of which the messages up to `seq` are written, and those up to `last` belong.
    Within {
        conversation: ConversationId,
        seq: Seq,
        last: Seq,
    },
    End,
}

#[derive(Serialize)]
struct Opening<'a> {
    exported_at: Timestamp,
    profile: &'a User,
    last_seen: Option<Timestamp>,
    sessions: &'a [Device],
}

#[derive(Serialize)]
struct Talk<'a> {
    id: ConversationId,
    created_at: Timestamp,
    participans: &'a [User],
}

#[derive(Serialize)]
struct Kept<'a> {
    #[serde(flatten)]
    message: &'a Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<Version>,
}

impl Parts {
    /// What stands before the conversations, and they.
    pub(super) fn begin(
        store: Arc<dyn Store>,
        me: &User,
        last_seen: Option<Timestamp>,
        devices: &[Device],
        now: Timestamp,
    ) -> Result<(String, Self), ChatError> {
        let opening = Opening { exported_at: now, profile: me, last_seen, sessions: devices };
        let head = unclosed(&opening)? + ",\"conversations\":[";
        Ok((head, Self { store, me: me.id, place: Place::Between(START) }))
    }

    /// `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<String>, ChatError> {
        match mem::replace(&mut self.place, Place::End) {
            Place::Between(before) => self.open_after(before).await.map(Some),
            Place::Within { conversation, seq, last } => self.go_on(conversation, seq, last).await.map(Some),
            Place::End => Ok(None),
        }
    }

    async fn open_after(&mut self, before: ConversationId) -> Result<String, ChatError> {
        let Some(id) = self.store.conversation_after(self.me, before).await? else {
            return Ok("\n]}\n".into());
        };
        let conversation = self.store.conversation(self.me, id).await?;
        self.place = Place::Within { conversation: id, seq: Seq::START, last: conversation.last_seq() };
        let Conversation { created_at, participants, .. } = conversation;
        let talk = unclosed(&Talk { id, created_at, participans: &participants })?;
        let comma = if before == START { "" } else { "," };
        Ok(format!("{comma}\n{talk},\"messages\":["))
    }

    async fn go_on(&mut self, id: ConversationId, seq: Seq, last: Seq) -> Result<String, ChatError> {
        let mut text = String::new();
        let mut written = seq;
        if seq < last {
            let request = PageRequest { from: PageStart::After(seq), limit: PAGE };
            let page = self.store.messages(self.me, id, request).await?;
            let mut part = AnswerBytes::default();
            for message in page.results.into_iter().rev().filter(|message| message.seq <= last) {
                let seq = message.seq;
                let message = self.with_versions(message).await?;
                if !part.admit(message.len()) {
                    break;
                }
                text += if written == Seq::START { "\n" } else { ",\n" };
                text += &message;
                written = seq;
            }
        }
        // A page without any is the last, whatever was promised.
        if written == last || written == seq {
            text += "]}";
            self.place = Place::Between(id);
        } else {
            self.place = Place::Within { conversation: id, seq: written, last };
        }
        Ok(text)
    }
    /// One's own with what it was before it was edited or deleted.
    async fn with_versions(&self, message: Message) -> Result<String, ChatError> {
        if message.sender_id != self.me || message.is_as_sent() {
            return json(&message);
        }
        let versions = self.store.versions(self.me, message.conversation_id, message.seq).await?;
        json(&Kept { message: &message, versions })
    }
}

fn json(value: &impl Serialize) -> Result<String, ChatError> {
    serde_json::to_string(value).map_err(fault::internal)
}

/// An object to which more is to be added.
fn unclosed(value: &impl Serialize) -> Result<String, ChatError> {
    let mut text = json(value)?;
    text.pop();
    Ok(text)
}
