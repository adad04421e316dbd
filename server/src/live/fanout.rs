//! Brings what happened to whom it concerns: to the sockets of this process at once, to those of
//! others by way of the broker. Live delivery is a hint; the store is the truth.

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
    /// Without a broker this process is the only one.
    #[must_use]
    pub const fn new(local: Arc<Local>, broker: Option<Broker>) -> Self {
        Self { local, broker }
    }

    pub fn publish(&self, to: &[UserId], mut broadcast: Broadcast) {
        self.local.publish(to, &mut broadcast);
        if let Some(broker) = &self.broker {
            broker.publish(to, broadcast.content());
        }
    }

    /// A message that was stored before: the process that stored it may have ended before anybody was told.
    /// Who was told is not told again.
    pub fn publish_again(&self, to: &[UserId], broadcast: Broadcast) {
        if self.broker.is_some() {
            self.publish(to, broadcast);
        }
    }

    /// To the sockets that `user` has here.
    pub fn tell_here(&self, user: UserId, mut broadcast: Broadcast) {
        self.local.publish(&[user], &mut broadcast);
    }

    pub fn tell_sockets(&self, sockets: impl IntoIterator<Item = SocketId>, mut broadcast: Broadcast) {
        self.local.hub.tell(sockets, &mut broadcast);
    }

    /// Closes the sockets of a session that is no more.
    pub fn end_session(&self, session: SessionKey) {
        self.local.hub.end_session(session);
        if let Some(broker) = &self.broker {
            broker.publish_session_ended(session);
        }
    }

    /// What other processes tell of `user` is heard from now on, until it is dropped.
    pub async fn listen(&self, user: UserId) -> Option<ChannelSubscription> {
        match &self.broker {
            Some(broker) => Some(broker.subscribe(user).await),
            None => None,
        }
    }

    /// Those of `users` who have sockets at other processes, or here; `None` where that is not known now.
    pub async fn heard(&self, users: &[UserId]) -> Option<Vec<UserId>> {
        match &self.broker {
            Some(broker) => broker.online(users).await,
            None => Some(Vec::new()),
        }
    }

    /// Who has sockets here.
    #[must_use]
    pub fn users(&self) -> Vec<UserId> {
        self.local.hub.users()
    }

    /// Whether other processes are heard; true where there are none.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.broker.as_ref().is_none_or(|broker| !broker.is_away())
    }
}
