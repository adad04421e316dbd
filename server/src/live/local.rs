//! Delivery to the sockets of this process, each message once.

mod delivered;

use std::sync::Arc;

use charla::UserId;

use self::delivered::DeliveredMessages;
use crate::live::{broadcast::Broadcast, hub::Hub};

#[derive(Debug)]
pub struct Local {
    pub hub: Arc<Hub>,
    /// Set if a message can arrive in several ways: directly, by the broker, from the database.
    delivered: Option<DeliveredMessages>,
}

impl Local {
    /// For a single process, where each message arrives once.
    pub const fn single_process(hub: Arc<Hub>) -> Self {
        Self { hub, delivered: None }
    }

    /// For one of several processes.
    pub fn with_peers(hub: Arc<Hub>) -> Self {
        Self { hub, delivered: Some(DeliveredMessages::default()) }
    }

    /// Publishes an event. Users to whom a message was delivered before do not get it again.
    pub fn publish(&self, to: &[UserId], broadcast: &mut Broadcast) {
        match (&self.delivered, broadcast.message_id()) {
            (Some(delivered), Some(message)) => self.hub.publish(&delivered.first_time(message, to), broadcast),
            _ => self.hub.publish(to, broadcast),
        }
    }
}
