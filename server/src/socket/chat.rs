//! `/ws/chat/{id}/`: the origin's socket, of one conversation, in its words.

use std::sync::Arc;

use app::{door::Backend, i18n::Locale};
use axum::{extract::State, response::Response};
use charla::{ChatError, ClientId, ConversationId, MessageContent, Seq, UserId, event::Cursor, limits};
use serde::Deserialize;

use super::{
    Greeting, Protocol, Replies,
    handshake::Handshake,
    live::{client_id, error_frame},
    missed::{Missed, missed},
};
use crate::{
    announcement::origin_frame,
    frame::Frame,
    hub::Listening,
    refusal::Refusal,
    request::{ConversationPath, body::json, query::Query},
    state::AppState,
};

/// Ours: what came after this message is said first.
#[derive(Debug, Deserialize)]
pub struct Since {
    after: Option<String>,
}

pub async fn connect(
    State(state): State<AppState>,
    handshake: Handshake,
    ConversationPath(conversation): ConversationPath,
    Query(Since { after }): Query<Since>,
) -> Result<Response, Refusal> {
    let me = handshake.me.id();
    state.store.check_member(me, conversation).await?;
    let after = limits::parse("after", after.as_deref(), 0, i64::MAX)?.map(Seq);
    let chat = Chat { backend: state.backend, me, conversation, after, locale: handshake.locale };
    handshake.open(Listening::To(conversation), chat).await
}

struct Chat {
    backend: Arc<dyn Backend>,
    me: UserId,
    conversation: ConversationId,
    after: Option<Seq>,
    locale: Locale,
}

/// Whatever else is in the frame counts for nothing.
#[derive(Deserialize)]
struct Incoming {
    message: String,
    #[serde(default)]
    client_id: Option<ClientId>,
}

impl Protocol for Chat {
    /// Nothing, unless the client says what it has.
    async fn greet(&mut self) -> Greeting {
        let Some(after) = self.after else { return Greeting::default() };
        self.resume(after)
            .await
            .unwrap_or_else(|error| Greeting { frames: vec![self.refuse(&error)], up_to: Seq::START })
    }

    async fn answer(&mut self, text: &str, replies: &Replies) {
        if let Err(error) = self.say(text, replies).await {
            replies.send(error_frame(self.locale, &error, client_id(text))).await;
        }
    }

    fn refuse(&self, error: &ChatError) -> Frame {
        error_frame(self.locale, error, None)
    }
}

impl Chat {
    /// The hub brings it to every socket, this one too. One that is stored already was brought
    /// before: who sends it again gets it alone.
    async fn say(&self, text: &str, replies: &Replies) -> Result<(), ChatError> {
        let Incoming { message, client_id } = json(text.as_bytes())?;
        let content = MessageContent::parse(&message)?;
        let sent = self.backend.send(self.me, self.conversation, content, client_id).await?;
        if !sent.is_new {
            replies.send(origin_frame(&sent.message, true)).await;
        }
        Ok(())
    }

    async fn resume(&self, after: Seq) -> Result<Greeting, ChatError> {
        let cursor = Cursor { conversation: self.conversation, seq: after };
        let messages = match missed(&*self.backend, self.me, cursor).await? {
            Missed::Messages(messages) => messages,
            Missed::TooMuch(resync) => return Ok(Greeting { frames: vec![resync], up_to: Seq::START }),
        };
        let up_to = messages.last().map_or(after, |message| message.seq);
        let frames = messages.iter().map(|message| origin_frame(message, message.sender_id == self.me)).collect();
        Ok(Greeting { frames, up_to })
    }
}
