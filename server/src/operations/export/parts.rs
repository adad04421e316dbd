//! Makes the text of the file, part by part.

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

/// Messages in one part.
const PAGE_SIZE: u32 = 100;

/// Below the id of every conversation.
const BEFORE_ALL: ConversationId = ConversationId(i64::MIN);

/// The state of a file that is being written.
pub(super) struct Parts {
    store: Arc<dyn Store>,
    me: UserId,
    position: Position,
}

enum Position {
    /// After this conversation, which is complete.
    Between(ConversationId),
    /// In this conversation: the messages up to `seq` are written, and those up to `last` will be.
    Within {
        conversation: ConversationId,
        seq: Seq,
        last: Seq,
    },
    End,
}

#[derive(Serialize)]
struct ExportHead<'a> {
    exported_at: Timestamp,
    profile: &'a User,
    last_seen: Option<Timestamp>,
    sessions: &'a [Device],
}

#[derive(Serialize)]
struct ConversationHead<'a> {
    id: ConversationId,
    created_at: Timestamp,
    participans: &'a [User],
}

#[derive(Serialize)]
struct EditedMessage<'a> {
    #[serde(flatten)]
    message: &'a Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<Version>,
}

impl Parts {
    /// Returns the text before the conversations, and the parts that follow.
    pub(super) fn begin(
        store: Arc<dyn Store>,
        me: &User,
        last_seen: Option<Timestamp>,
        devices: &[Device],
        now: Timestamp,
    ) -> Result<(String, Self), ChatError> {
        let opening = ExportHead { exported_at: now, profile: me, last_seen, sessions: devices };
        let head = unclosed(&opening)? + ",\"conversations\":[";
        Ok((head, Self { store, me: me.id, position: Position::Between(BEFORE_ALL) }))
    }

    /// Returns the next part; `None` after the last one.
    pub(super) async fn next(&mut self) -> Result<Option<String>, ChatError> {
        match mem::replace(&mut self.position, Position::End) {
            Position::Between(before) => self.open_after(before).await.map(Some),
            Position::Within { conversation, seq, last } => self.go_on(conversation, seq, last).await.map(Some),
            Position::End => Ok(None),
        }
    }

    async fn open_after(&mut self, before: ConversationId) -> Result<String, ChatError> {
        let Some(id) = self.store.conversation_after(self.me, before).await? else {
            return Ok("\n]}\n".into());
        };
        let conversation = self.store.conversation(self.me, id).await?;
        self.position = Position::Within { conversation: id, seq: Seq::START, last: conversation.last_seq() };
        let Conversation { created_at, participants, .. } = conversation;
        let head = unclosed(&ConversationHead { id, created_at, participans: &participants })?;
        let comma = if before == BEFORE_ALL { "" } else { "," };
        Ok(format!("{comma}\n{head},\"messages\":["))
    }

    async fn go_on(&mut self, id: ConversationId, seq: Seq, last: Seq) -> Result<String, ChatError> {
        let mut text = String::new();
        let mut written = seq;
        if seq < last {
            let request = PageRequest { from: PageStart::After(seq), limit: PAGE_SIZE };
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
        // A page without messages is the last one, even before `last`: otherwise this would not end.
        if written == last || written == seq {
            text += "]}";
            self.position = Position::Between(id);
        } else {
            self.position = Position::Within { conversation: id, seq: written, last };
        }
        Ok(text)
    }

    /// Returns the message as JSON, with its earlier versions if `me` sent it.
    async fn with_versions(&self, message: Message) -> Result<String, ChatError> {
        if message.sender_id != self.me || message.is_as_sent() {
            return json(&message);
        }
        let versions = self.store.versions(self.me, message.conversation_id, message.seq).await?;
        json(&EditedMessage { message: &message, versions })
    }
}

fn json(value: &impl Serialize) -> Result<String, ChatError> {
    serde_json::to_string(value).map_err(fault::internal)
}

/// Returns a JSON object without its closing brace, so that more fields can follow.
fn unclosed(value: &impl Serialize) -> Result<String, ChatError> {
    let mut text = json(value)?;
    text.pop();
    Ok(text)
}
