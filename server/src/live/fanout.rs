//! Publishes an event to the sockets of this process directly, and to those of other processes by the broker.

use std::sync::Arc;

use charla::UserId;

use crate::{
    live::{
        broadcast::Broadcast,
        broker::{Broker, ChannelSubscription},
        hub::SocketId,
        local::Local,
    },
    store::SessionKey,
};

#[derive(Debug, Clone)]
pub struct Fanout {
    local: Arc<Local>,
    broker: Option<Broker>,
}

impl Fanout {
    /// Without a broker, this process is the only one.
    pub const fn new(local: Arc<Local>, broker: Option<Broker>) -> Self {
        Self { local, broker }
    }

    /// Publishes to all sockets of these users, at all processes.
    pub fn publish(&self, to: &[UserId], mut broadcast: Broadcast) {
        self.local.publish(to, &mut broadcast);
        if let Some(broker) = &self.broker {
            broker.publish(to, broadcast.content());
        }
    }

    /// Publishes a message that was stored before, because the process that stored it may have ended before publishing it.
    /// Users who have got the message do not get it again.
    pub fn republish(&self, to: &[UserId], broadcast: Broadcast) {
        if self.broker.is_some() {
            self.publish(to, broadcast);
        }
    }

    /// Publishes to the sockets of `user` at this process.
    pub fn publish_locally(&self, user: UserId, mut broadcast: Broadcast) {
        self.local.publish(&[user], &mut broadcast);
    }

    /// Sends to these sockets of this process; closed ones are ignored.
    pub fn send_to_sockets(&self, sockets: impl IntoIterator<Item = SocketId>, mut broadcast: Broadcast) {
        self.local.hub.send_to(sockets, &mut broadcast);
    }

    /// Closes the sockets of a session that has ended, at all processes.
    pub fn close_sockets_of_session(&self, session: SessionKey) {
        self.local.hub.close_sockets_of_session(session);
        if let Some(broker) = &self.broker {
            broker.publish_session_ended(session);
        }
    }

    /// Subscribes this process to the events for `user` from other processes, until the subscription is dropped. `None`
    /// without other processes.
    pub async fn subscribe(&self, user: UserId) -> Option<ChannelSubscription> {
        match &self.broker {
            Some(broker) => Some(broker.subscribe(user).await),
            None => None,
        }
    }

    /// Returns those of `users` who have sockets at other processes, or at this one; `None` if that is unknown now.
    pub async fn online_elsewhere(&self, users: &[UserId]) -> Option<Vec<UserId>> {
        match &self.broker {
            Some(broker) => broker.online(users).await,
            None => Some(Vec::new()),
        }
    }

    /// Returns the users who have sockets at this process.
    pub fn local_users(&self) -> Vec<UserId> {
        self.local.hub.users()
    }

    /// Whether events of other processes arrive; true if there are none.
    pub fn is_connected(&self) -> bool {
        self.broker.as_ref().is_none_or(|broker| !broker.is_away())
    }
}
