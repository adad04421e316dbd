//! Publishes changes of presence, and sends lists of online users.
//!
//! One task publishes, one command after the other: so the last event about a user is the current one, and a crowd that
//! connects at once does not compete with the chat for the database.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Arc, Weak, atomic::Ordering},
    time::Duration,
};

use charla::{LastSeen, UserId};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::Shared;
use crate::{
    live::{broadcast::Broadcast, fanout::Fanout, hub::SocketId},
    store::{Store, StoreError},
};

/// Requests for a list that arrive in between are answered together.
const LIST_INTERVAL: Duration = Duration::from_millis(500);

/// Pause between two attempts to send a new list to all users.
const RESYNC_INTERVAL: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) enum PresenceCommand {
    PublishOnline(UserId),
    /// The user has no sockets at this process any more, but may have some at others.
    PublishOffline(LastSeen),
    /// Sends the list of online users to this socket of the user.
    SendList(UserId, SocketId),
}

pub(super) struct PresencePublisher {
    pub(super) store: Arc<dyn Store>,
    pub(super) fanout: Fanout,
    /// Dropped when the server ends.
    pub(super) presence: Weak<Shared>,
}

/// The sockets of each user that wait for a list.
type ListRequests = BTreeMap<UserId, BTreeSet<SocketId>>;

#[derive(Debug, thiserror::Error)]
enum PublishError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("Redis does not say who is at other servers")]
    PeersUnknown,
}

impl PresencePublisher {
    pub(super) async fn run(self, mut commands: mpsc::Receiver<PresenceCommand>) {
        let mut resyncs = interval(RESYNC_INTERVAL);
        resyncs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut lists = interval(LIST_INTERVAL);
        lists.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut requests = ListRequests::new();
        let mut offline = Vec::new();
        // Set if something could not be published: all users get a new list when the lists are complete again.
        let mut needs_resync = false;
        loop {
            let published = tokio::select! {
                command = commands.recv() => match command {
                    Some(PresenceCommand::SendList(user, socket)) => {
                        requests.entry(user).or_default().insert(socket);
                        Ok(())
                    }
                    Some(PresenceCommand::PublishOnline(user)) => self.publish(user, Broadcast::user_online(user)).await,
                    Some(PresenceCommand::PublishOffline(left)) => self.publish_offline(left, &mut offline).await,
                    None => return,
                },
                _ = lists.tick(), if !requests.is_empty() || !offline.is_empty() => {
                    self.store_last_seen(mem::take(&mut offline)).await;
                    self.send_lists(&mut requests).await
                }
                _ = resyncs.tick() => {
                    needs_resync |= self.take_needs_resync();
                    if !needs_resync || !self.fanout.is_connected() {
                        continue;
                    }
                    needs_resync = false;
                    self.send_lists_to_all().await
                }
            };
            if let Err(reason) = published {
                tracing::debug!(%reason, "presence could not be published");
                needs_resync = true;
            }
        }
    }

    /// Publishes that the user is offline, unless they are known to be online at another process.
    async fn publish_offline(&self, left: LastSeen, offline: &mut Vec<LastSeen>) -> Result<(), PublishError> {
        let (online, is_complete) = self.online(vec![left.user]).await;
        if online.is_empty() {
            offline.push(left);
            self.publish(left.user, Broadcast::user_offline(left)).await?;
        }
        is_complete
    }

    /// Stores the times of many users at once. After an error they keep an earlier time.
    async fn store_last_seen(&self, offline: Vec<LastSeen>) {
        if !offline.is_empty()
            && let Err(error) = self.store.save_last_seen(&offline).await
        {
            tracing::debug!(%error, "last-seen times could not be stored");
        }
    }

    async fn publish(&self, user: UserId, broadcast: Broadcast) -> Result<(), PublishError> {
        let watchers = self.store.presence_watchers(user).await?;
        self.fanout.publish(&watchers, broadcast);
        Ok(())
    }

    /// Sends the requested lists. After an error of the store, the unanswered requests remain in `requests`.
    async fn send_lists(&self, requests: &mut ListRequests) -> Result<(), PublishError> {
        let mut result = Ok(());
        while let Some(user) = requests.keys().next().copied() {
            let (users, is_complete) = self.online(self.store.presence_visible_to(user).await?).await;
            let sockets = requests.remove(&user).unwrap_or_default();
            self.fanout.send_to_sockets(sockets, Broadcast::online_users(users));
            result = result.and(is_complete);
        }
        result
    }

    async fn send_lists_to_all(&self) -> Result<(), PublishError> {
        for user in self.fanout.local_users() {
            let (users, is_complete) = self.online(self.store.presence_visible_to(user).await?).await;
            self.fanout.publish_locally(user, Broadcast::online_users(users));
            is_complete?;
        }
        Ok(())
    }

    fn take_needs_resync(&self) -> bool {
        self.presence.upgrade().is_some_and(|presence| presence.needs_resync.swap(false, Ordering::Relaxed))
    }

    /// Returns those of `users` who are online at this process or, if Redis answers, at another one. The error says that
    /// Redis does not answer.
    async fn online(&self, users: Vec<UserId>) -> (Vec<UserId>, Result<(), PublishError>) {
        let Some(presence) = self.presence.upgrade() else { return (Vec::new(), Ok(())) };
        let (mut online, others): (Vec<_>, Vec<_>) = users.into_iter().partition(|user| presence.is_online(*user));
        drop(presence);
        let elsewhere = self.fanout.online_elsewhere(&others).await;
        let is_complete = elsewhere.as_ref().map(drop).ok_or(PublishError::PeersUnknown);
        online.extend(elsewhere.unwrap_or_default());
        (online, is_complete)
    }
}
