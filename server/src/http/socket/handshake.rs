//! Authorises a socket. All checks come before the upgrade, so that a refused client gets an HTTP status.

use std::time::Instant;

use app::i18n::Locale;
use axum::{
    extract::{FromRequestParts, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use charla::{ChatError, UserId, limits};

use super::{Pace, Protocol, serve};
use crate::{
    auth::signed_in::SignedIn, clock, error::refusal::Refusal, http::preferences, live::listening::Listening,
    log::request_id, state::AppState,
};

/// Larger frames close the socket; frames between `REQUEST_BYTES` and this are only refused.
const MAX_FRAME_BYTES: usize = 2 * limits::REQUEST_BYTES;

/// The buffers are small, since most sockets are idle most of the time.
const READ_BYTES: usize = 1_024;
const WRITE_BYTES: usize = 4_096;
const MAX_WRITE_BYTES: usize = 128 * 1_024;

/// The user of a socket, passed as an extension of the response to the connection, which limits the bytes that it reads.
#[derive(Debug, Clone, Copy)]
pub struct SocketOwner(pub UserId);

/// A request for a socket by a signed-in user, from a page of this site or from a program.
#[derive(Debug)]
pub struct Handshake {
    pub me: SignedIn,
    pub locale: Locale,
    state: AppState,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
}

impl Handshake {
    /// Subscribes before the upgrade, so that no event in between is missed.
    pub async fn open(self, listening: Listening, protocol: impl Protocol + 'static) -> Result<Response, Refusal> {
        let Self { me, state, upgrade, .. } = self;
        let upgrade = upgrade.map_err(|error| ChatError::InvalidBody { detail: error.body_text() })?;
        state.handshakes.take(me.id(), Instant::now())?;
        let subscription = state.hub.subscribe(me.id(), me.key, listening)?;
        let presence = state.presence.connect(me.id()).await;
        // A user who signed out before this subscription was registered did not close the socket: check the session again.
        let session = state.store.session(me.key, clock::now()).await;
        if session.map_err(ChatError::from)?.is_none() {
            return Ok(nobody());
        }
        let (ending, timeout) = (state.ending.clone(), state.config.write_timeout);
        let pace = Pace::new(state.config.rates.frames_by_socket, state.frames.clone(), me.id());
        // Counted before the upgrade is complete, so that a server that ends waits for this socket.
        let running = state.running.token();
        let upgrade = upgrade
            .read_buffer_size(READ_BYTES)
            .write_buffer_size(WRITE_BYTES)
            .max_write_buffer_size(MAX_WRITE_BYTES)
            .max_message_size(MAX_FRAME_BYTES)
            .max_frame_size(MAX_FRAME_BYTES);
        let context = request_id::context();
        let owner = SocketOwner(me.id());
        let mut response = upgrade.on_upgrade(async move |socket| {
            let serving = serve(socket, subscription, protocol, pace, ending, timeout);
            let closing = request_id::under(context, serving).await;
            tracing::debug!(user = %me.id(), ?closing, "socket closed");
            drop((presence, running));
        });
        response.extensions_mut().insert(owner);
        Ok(response)
    }
}

/// The original Django design refuses such handshakes with 403.
fn nobody() -> Response {
    let mut response = Refusal(ChatError::NotSignedIn).into_response();
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

impl FromRequestParts<AppState> for Handshake {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        state.same_site.check(&parts.headers).map_err(|error| Refusal(error).into_response())?;
        let Some(me) = SignedIn::of(&parts.extensions).map_err(|error| Refusal(error).into_response())? else {
            return Err(nobody());
        };
        let locale = preferences::preferences(&parts.headers).locale;
        let upgrade = <WebSocketUpgrade as FromRequestParts<AppState>>::from_request_parts(parts, state).await;
        Ok(Self { me, locale, state: state.clone(), upgrade })
    }
}
