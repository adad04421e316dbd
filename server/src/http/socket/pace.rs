//! How fast the frames of a client are read. Beyond that they wait in the connection, until the client cannot send
//! any more: it is neither refused nor closed for it.

use std::sync::Arc;

use axum::extract::ws::Message;
use charla::UserId;
use tokio::time::{Instant, sleep};

use crate::{
    config::Rate,
    limits::{Bucket, Buckets},
};

/// A larger frame counts as several.
const BYTES_PER_TOKEN: usize = 8 * 1_024;

/// Of one socket and, in all of their sockets, of one user.
#[derive(Debug)]
pub struct Pace {
    socket: Bucket,
    user: Arc<Buckets<UserId>>,
    me: UserId,
}

impl Pace {
    #[must_use]
    pub fn new(socket: Rate, user: Arc<Buckets<UserId>>, me: UserId) -> Self {
        Self { socket: Bucket::new(socket, now()), user, me }
    }

    /// Returns when it is this frame's turn.
    pub(super) async fn keep(&mut self, message: &Message) {
        let bytes = match message {
            Message::Text(text) => text.len(),
            Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
            // There is nothing to do for it.
            Message::Close(_) => return,
        };
        let tokens = u32::try_from(1 + bytes / BYTES_PER_TOKEN).unwrap_or(u32::MAX);
        let wait = self.socket.wait(tokens, now()).max(self.user.wait(self.me, tokens, now()));
        if !wait.is_zero() {
            // Boxed: few sockets ever wait, and all would hold the room for it.
            Box::pin(sleep(wait)).await;
        }
    }
}

/// The runtime's clock, which tests may pause.
fn now() -> std::time::Instant {
    Instant::now().into_std()
}
