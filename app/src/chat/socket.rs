//! Opens and runs the sockets that the client requests.

use charla::{ClientEvent, ServerEvent, client::SocketId};
use futures::{
    SinkExt, StreamExt,
    channel::mpsc,
    future,
    stream::{self, select},
};
use gloo_net::websocket::{Message, WebSocketError, events::CloseEvent, futures::WebSocket};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::browser::{self, RECHECK_EVENTS};

/// The close code that the server uses when the session ended.
const SESSION_ENDED: u16 = 1008;

/// Frames that may wait for the socket. If it takes no frames until this is full, it is closed.
const QUEUE_SIZE: usize = 32;

/// Sends frames to a socket; dropping it closes the socket.
pub(super) type Frames = mpsc::Sender<ClientEvent>;

enum Step {
    /// A text frame; empty for other frames.
    Received(String),
    Transmit(ClientEvent),
    Over {
        session_ended: bool,
    },
}

impl Chat {
    /// Connects, and reconnects for the life of the page.
    pub fn connect(self) {
        self.drive(|client| client.connect(browser::now()));
        spawn_local(async move {
            loop {
                browser::next_event(&RECHECK_EVENTS).await;
                self.drive(|client| client.came_back(browser::is_hidden(), browser::now()));
            }
        });
        spawn_local(async move {
            loop {
                browser::next_event(&["offline"]).await;
                self.drive(charla::Client::offline);
            }
        });
    }

    pub(super) fn open_socket(self, id: SocketId) {
        let (frames, waiting) = mpsc::channel(QUEUE_SIZE);
        self.sockets.try_update_value(|sockets| sockets.insert(id, frames));
        spawn_local(async move {
            let session_ended = self.run_socket(id, waiting).await;
            self.close_socket(id);
            self.drive(|client| client.closed(id, session_ended));
        });
    }

    pub(super) fn close_socket(self, id: SocketId) {
        self.sockets.try_update_value(|sockets| sockets.remove(&id));
    }

    pub(super) fn transmit(self, id: SocketId, event: ClientEvent) {
        self.sockets.try_update_value(|sockets| {
            if sockets.get_mut(&id).is_some_and(|frames| frames.try_send(event).is_err()) {
                sockets.remove(&id);
            }
        });
    }

    /// Runs the socket until either end closes it. Returns whether the server closed it because the session ended.
    async fn run_socket(self, id: SocketId, waiting: mpsc::Receiver<ClientEvent>) -> bool {
        let Ok(socket) = WebSocket::open(&browser::socket_url()) else { return false };
        let (mut outgoing, incoming) = socket.split();
        let over = stream::once(future::ready(Step::Over { session_ended: false }));
        let mut steps = select(incoming.map(step), waiting.map(Step::Transmit).chain(over));
        while let Some(step) = steps.next().await {
            match step {
                Step::Received(text) => {
                    let event = serde_json::from_str::<ServerEvent>(&text).ok();
                    self.drive(|client| client.received(id, event.as_ref(), browser::now()));
                }
                Step::Transmit(event) => {
                    let Ok(text) = serde_json::to_string(&event) else { continue };
                    if outgoing.send(Message::Text(text)).await.is_err() {
                        return false;
                    }
                }
                Step::Over { session_ended } => return session_ended,
            }
        }
        false
    }
}

fn step(frame: Result<Message, WebSocketError>) -> Step {
    match frame {
        Ok(Message::Text(text)) => Step::Received(text),
        Ok(Message::Bytes(_)) => Step::Received(String::new()),
        Err(error) => {
            let is_end = matches!(error, WebSocketError::ConnectionClose(CloseEvent { code: SESSION_ENDED, .. }));
            Step::Over { session_ended: is_end }
        }
    }
}
