//! The sockets of this process, and what they were told.

mod announced;

use std::sync::Arc;

use charla::UserId;

use self::announced::Announced;
use crate::live::{broadcast::Broadcast, hub::Hub};

#[derive(Debug)]
pub struct Local {
    pub hub: Arc<Hub>,
    /// Where messages come by several ways: directly, by the broker, from the database.
    announced: Option<Announced>,
}

impl Local {
    /// Each message comes once.
    #[must_use]
    pub const fn alone(hub: Arc<Hub>) -> Self {
        Self { hub, announced: None }
    }

    /// There are other processes.
    #[must_use]
    pub fn among_others(hub: Arc<Hub>) -> Self {
        Self { hub, announced: Some(Announced::default()) }
    }

    /// Whom it was brought already does not get it again.
    pub fn publish(&self, to: &[UserId], broadcast: &mut Broadcast) {
        match (&self.announced, broadcast.message_id()) {
            (Some(announced), Some(message)) => self.hub.publish(&announced.first_time(message, to), broadcast),
            _ => self.hub.publish(to, broadcast),
        }
    }
}
