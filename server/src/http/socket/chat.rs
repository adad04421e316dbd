//! `/ws/chat/{id}/`: the socket of the original Django design, for one conversation.

use std::sync::Arc;

use app::{
    backend::{Backend, OutgoingMessage},
    i18n::Locale,
};
use axum::{extract::State, response::Response};
use charla::{ChatError, ClientId, ConversationId, Cursor, MessageContent, Seq, UserId, limits};
use serde::Deserialize;

use super::{
    Greeting, Protocol, Replies,
    handshake::Handshake,
    live::{client_id, error_frame},
    missed::{Missed, missed},
    order::BySeq,
};
use crate::{
    error::refusal::Refusal,
    http::request::{ConversationPath, body::json, query::Query},
    live::{broadcast::original_api_frame, frame::Frame, listening::Listening, resumes::ResumeLimiter},
    state::AppState,
};

/// An addition of Charla: the client first gets the messages after this one.
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
    let last_seq = state.store.last_seq(me, conversation).await?;
    let after = limits::parse("after", after.as_deref(), 0, i64::MAX)?.map(Seq);
    let (backend, resumes) = (state.backend.clone(), state.resumes.clone());
    let chat = Chat { backend, resumes, me, conversation, last_seq, after, locale: handshake.locale };
    handshake.open(Listening::To(conversation), chat).await
}

struct Chat {
    backend: Arc<dyn Backend>,
    resumes: Arc<ResumeLimiter>,
    me: UserId,
    conversation: ConversationId,
    /// The last message when the socket was opened.
    last_seq: Seq,
    after: Option<Seq>,
    locale: Locale,
}

/// A frame of the client. Other fields are ignored.
#[derive(Deserialize)]
struct Incoming {
    message: String,
    #[serde(default)]
    client_id: Option<ClientId>,
}

impl Protocol for Chat {
    type Order = BySeq;

    /// Returns the missed messages if the client gave its last `seq`, else nothing.
    async fn greet(&mut self) -> Greeting<BySeq> {
        let (frames, up_to) = match self.after {
            None => (Vec::new(), self.last_seq),
            Some(after) => {
                let resumed = self.resume(after).await;
                resumed.unwrap_or_else(|error| (vec![self.refuse(&error)], self.last_seq))
            }
        };
        let (backend, me, conversation) = (self.backend.clone(), self.me, self.conversation);
        Greeting { frames, order: BySeq { backend, me, conversation, up_to } }
    }

    async fn answer(&mut self, text: &str, replies: &Replies) {
        if let Err(error) = self.store(text, replies).await {
            replies.send(error_frame(self.locale, &error, client_id(text))).await;
        }
    }

    fn refuse(&self, error: &ChatError) -> Frame {
        error_frame(self.locale, error, None)
    }
}

impl Chat {
    /// Stores a message. The hub sends it to every socket, including this one. If the message was stored before, because
    /// the client sends it again, only this socket gets it.
    async fn store(&self, text: &str, replies: &Replies) -> Result<(), ChatError> {
        let Incoming { message, client_id } = json(text.as_bytes())?;
        let content = MessageContent::parse(&message)?;
        let draft = OutgoingMessage { content, client_id, reply_to: None };
        let sent = self.backend.send(self.me, self.conversation, draft).await?;
        if !sent.is_new {
            replies.send(original_api_frame(&sent.message, true)).await;
        }
        Ok(())
    }

    /// Returns the messages after `after`, and the `seq` of the last one.
    async fn resume(&self, after: Seq) -> Result<(Vec<Frame>, Seq), ChatError> {
        let cursor = Cursor {
            conversation: self.conversation,
            seq: after,
            at: None,
            reading: None,
            revision: None,
            settings: None,
        };
        self.resumes.admit_read(self.me).await;
        let messages = match missed(&*self.backend, self.me, cursor).await? {
            Missed::Messages(messages) => messages,
            Missed::Everything(resync) => return Ok((vec![resync], self.last_seq)),
        };
        let up_to = messages.last().map_or(self.last_seq, |message| message.seq);
        let frames: Vec<_> =
            messages.iter().map(|message| original_api_frame(message, message.sender_id == self.me)).collect();
        self.resumes.meter(self.me).count(frames.iter().map(|frame| frame.as_str().len()).sum());
        Ok((frames, up_to))
    }
}
