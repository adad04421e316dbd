//! The open sockets of each user.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::extract::ws::Utf8Bytes;
use charla::UserId;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The frames that wait for a socket.
pub(super) type Outbound = UnboundedSender<Utf8Bytes>;

#[derive(Debug, Default)]
pub(super) struct Hub(Mutex<HashMap<UserId, Vec<Outbound>>>);

impl Hub {
    pub(super) fn subscribe(&self, user: UserId) -> (Outbound, UnboundedReceiver<Utf8Bytes>) {
        let (sender, receiver) = unbounded_channel();
        let mut sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sockets.entry(user).or_default().push(sender.clone());
        (sender, receiver)
    }

    /// Sends a frame to all sockets of these users, except `own`.
    pub(super) fn send(&self, users: &[UserId], frame: &Utf8Bytes, own: &Outbound) {
        let mut sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for user in users {
            if let Some(sockets) = sockets.get_mut(user) {
                sockets.retain(|socket| socket.same_channel(own) || socket.send(frame.clone()).is_ok());
            }
        }
    }
}
