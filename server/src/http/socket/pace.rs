//! The rate at which frames of a client are read. Beyond the rate they stay in the connection, until flow control stops
//! the client; it is neither refused nor disconnected.

use std::sync::Arc;

use axum::extract::ws::Message;
use charla::UserId;
use tokio::time::{Instant, sleep};

use crate::{
    config::Rate,
    limits::{Bucket, Buckets},
};

/// A larger frame counts as several frames.
const BYTES_PER_TOKEN: usize = 8 * 1_024;

/// The rates of one socket, and of all sockets of its user together.
#[derive(Debug)]
pub struct Pace {
    socket: Bucket,
    user: Arc<Buckets<UserId>>,
    me: UserId,
}

impl Pace {
    pub fn new(socket: Rate, user: Arc<Buckets<UserId>>, me: UserId) -> Self {
        Self { socket: Bucket::new(socket, now()), user, me }
    }

    /// Waits until this frame may be handled.
    pub(super) async fn keep(&mut self, message: &Message) {
        let bytes = match message {
            Message::Text(text) => text.len(),
            Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
            // It needs no work.
            Message::Close(_) => return,
        };
        let tokens = u32::try_from(1 + bytes / BYTES_PER_TOKEN).unwrap_or(u32::MAX);
        let wait = self.socket.wait(tokens, now()).max(self.user.wait(self.me, tokens, now()));
        if !wait.is_zero() {
            // Boxed: few sockets ever wait, and all would hold memory for it.
            Box::pin(sleep(wait)).await;
        }
    }
}

/// Returns the time of the runtime's clock, which tests can pause.
fn now() -> std::time::Instant {
    Instant::now().into_std()
}
