//! The network of a tab, and its socket.

use std::sync::Arc;

use app::backend::Backend;
use axum::extract::ws::Message as Frame;
use charla::Client;

use super::{Network, Tab};
use crate::wire::{ClientEnd, Received};

impl Tab {
    pub fn is_connected(&self) -> bool {
        self.socket.as_ref().is_some_and(|socket| socket.line.is_some())
    }

    /// Whether a socket has to be opened to the tab's process.
    pub fn wants_socket(&self) -> bool {
        self.network == Network::Up && self.socket.as_ref().is_some_and(|socket| socket.is_wanted)
    }

    pub fn set_connection(&mut self, line: ClientEnd) {
        let socket = self.socket.as_mut().expect("a socket that is opened");
        socket.is_wanted = false;
        socket.line = Some(line);
    }

    /// Fails a socket that cannot be opened. Returns whether there was one.
    pub fn fails_to_connect(&mut self) -> bool {
        let failed = self.network == Network::Down && self.socket.as_ref().is_some_and(|socket| socket.is_wanted);
        if failed {
            self.socket_ends();
        }
        failed
    }

    pub fn refuses_next_call(&mut self, is_so: bool) {
        self.is_slowed_down = is_so;
    }

    /// The network is back, and leads to another process.
    pub fn goes_online(&mut self, process: usize, backend: Arc<dyn Backend>) {
        let was = std::mem::replace(&mut self.network, Network::Up);
        (self.process, self.backend) = (process, backend);
        if was == Network::Up && self.is_connected() {
            self.socket_ends();
        }
        let now = self.now();
        self.act(|client| client.came_back(false, now));
    }

    /// Loses everything under way in both directions. The server still carries out the calls.
    pub fn goes_offline(&mut self) {
        self.network = Network::Down;
        self.calls.cut(true);
        self.act(Client::offline);
    }

    /// Like [`Self::goes_offline`], but nobody notices.
    pub fn goes_silent(&mut self, returns_unnoticed: bool) {
        self.network = Network::Silent { returns_unnoticed };
        self.calls.cut(false);
        if let Some(socket) = &mut self.socket {
            // A socket that is being opened opens when the network is back.
            socket.line = None;
        }
    }

    /// The server, or a proxy, closes the socket.
    pub fn socket_ends(&mut self) {
        if let Some(socket) = self.socket.take() {
            self.act(|client| client.closed(socket.id, false));
        }
    }

    /// Handles at most this many of the arrived frames. Returns whether there was any.
    pub fn listen(&mut self, frames: usize) -> bool {
        for n in 0..frames {
            let heard = self.socket.as_mut().and_then(|socket| Some((socket.id, socket.line.as_mut()?.receive())));
            match heard {
                None | Some((_, Received::Nothing)) => return n > 0,
                Some((_, Received::End)) => self.socket_ends(),
                Some((id, Received::Frame(Frame::Text(text)))) => {
                    let event = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
                    let now = self.now();
                    self.act(|client| client.received(id, Some(&event), now));
                }
                // Scripts do not see pings.
                Some((_, Received::Frame(_))) => {}
            }
        }
        true
    }
}
