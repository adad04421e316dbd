//! `/ws/`: Charla's own socket, one for each tab, with all conversations of the user.

mod resume;

use std::{fmt, sync::Arc};

use app::{
    backend::{Backend, OutgoingMessage},
    i18n::{Locale, detail},
};
use axum::{extract::State, response::Response};
use charla::{ChatError, ClientEvent, ClientId, MessageContent, ServerEvent, UserId};
use serde::Deserialize;

use super::{Greeting, Protocol, Replies, Unordered, handshake::Handshake};
use crate::{
    clock,
    error::refusal::Refusal,
    http::request::body::json,
    live::{frame::Frame, hub::Hub, listening::Listening, presence::PresenceTracker, resumes::ResumeLimiter},
    state::{AppState, Handles},
};

/// When the server ends, clients are told to reconnect over a time that is long enough for their number, in milliseconds.
const RETURNS_A_MILLISECOND: u32 = 2;
const SHORTEST_SPREAD: u32 = 200;
const LONGEST_SPREAD: u32 = 10_000;

pub async fn connect(State(state): State<AppState>, handshake: Handshake) -> Result<Response, Refusal> {
    let Handles { backend, presence, hub, resumes, .. } = &*state;
    let live =
        Live::new(backend.clone(), presence.clone(), hub.clone(), resumes.clone(), handshake.me.id(), handshake.locale);
    handshake.open(Listening::Everything, live).await
}

/// Reads [`ClientEvent`]s and writes [`ServerEvent`]s.
pub struct Live {
    backend: Arc<dyn Backend>,
    presence: PresenceTracker,
    hub: Arc<Hub>,
    resumes: Arc<ResumeLimiter>,
    me: UserId,
    locale: Locale,
}

impl Protocol for Live {
    type Order = Unordered;

    async fn greet(&mut self) -> Greeting<Unordered> {
        Greeting {
            frames: vec![Frame::json(&ServerEvent::Ready { user: self.me, at: Some(clock::now()) })],
            order: Unordered,
        }
    }

    async fn answer(&mut self, text: &str, replies: &Replies) {
        if let Err(error) = self.follow(text, replies).await {
            replies.send(error_frame(self.locale, &error, client_id(text))).await;
        }
    }

    fn refuse(&self, error: &ChatError) -> Frame {
        error_frame(self.locale, error, None)
    }

    /// Tells each client a random time for reconnecting, so that the next server can serve all of them.
    fn closing_frame(&self) -> Option<Frame> {
        let sockets = u32::try_from(self.hub.sockets_at_shutdown()).unwrap_or(u32::MAX);
        let spread = (sockets / RETURNS_A_MILLISECOND).clamp(SHORTEST_SPREAD, LONGEST_SPREAD);
        Some(Frame::json(&ServerEvent::Reconnect { after_millis: fastrand::u32(0..spread) }))
    }
}

impl Live {
    pub const fn new(
        backend: Arc<dyn Backend>,
        presence: PresenceTracker,
        hub: Arc<Hub>,
        resumes: Arc<ResumeLimiter>,
        me: UserId,
        locale: Locale,
    ) -> Self {
        Self { backend, presence, hub, resumes, me, locale }
    }

    async fn follow(&self, text: &str, replies: &Replies) -> Result<(), ChatError> {
        match json(text.as_bytes())? {
            ClientEvent::Send { conversation, content, client_id, reply_to } => {
                let content = MessageContent::parse(&content)?;
                let draft = OutgoingMessage { content, client_id: Some(client_id), reply_to };
                let sent = self.backend.send(self.me, conversation, draft).await?;
                replies.send(Frame::json(&ServerEvent::Ack { client_id, message: sent.message })).await;
            }
            ClientEvent::Read { conversation, up_to } => {
                self.backend.mark_read(self.me, conversation, Some(up_to)).await?;
            }
            ClientEvent::Resume { cursors } => self.resume(cursors, replies).await?,
            ClientEvent::Typing { conversation } => self.backend.typing(self.me, conversation).await?,
            ClientEvent::Ping => replies.send(Frame::json(&ServerEvent::Pong)).await,
        }
        Ok(())
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("me", &self.me).finish_non_exhaustive()
    }
}

/// Returns the `client_id` of a refused frame, so that the client knows which message was refused.
pub(super) fn client_id(text: &str) -> Option<ClientId> {
    #[derive(Deserialize)]
    struct Marked {
        client_id: ClientId,
    }
    serde_json::from_str(text).ok().map(|Marked { client_id }| client_id)
}

/// Returns an error frame, in the shape that both sockets use.
pub(super) fn error_frame(locale: Locale, error: &ChatError, client_id: Option<ClientId>) -> Frame {
    let (code, detail) = (error.code().into(), detail(locale, error));
    Frame::json(&ServerEvent::Error { code, detail, client_id, retry_after: error.retry_after() })
}
