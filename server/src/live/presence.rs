//! Presence: a user is online while they have a socket, and for a grace period after the last one closed. Several tabs of
//! a user, at any number of processes, are one presence. Users who may see it get an event for each change.
//!
//! This module knows the sockets of this process. Redis knows whether a user is online at other processes, from the
//! subscriptions to the user's channel.

mod publisher;

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use charla::{LastSeen, UserId};
use tokio::{sync::mpsc, time::sleep};

use crate::{
    clock,
    live::{broker::ChannelSubscription, fanout::Fanout, hub::SocketId},
    store::Store,
};
use publisher::{PresenceCommand, PresencePublisher};

/// Commands that wait for the publisher. When it is full, commands are dropped, and later all users get a new list.
const COMMAND_QUEUE_SIZE: usize = 20_000;

/// A cheap handle.
#[derive(Clone)]
pub struct PresenceTracker(Arc<Shared>);

struct Shared {
    fanout: Fanout,
    online: Mutex<HashMap<UserId, OnlineUser>>,
    commands: mpsc::Sender<PresenceCommand>,
    /// Whether a command was dropped.
    needs_resync: AtomicBool,
    grace: Duration,
}

#[derive(Debug, Default)]
struct OnlineUser {
    sockets: usize,
    /// Number of sockets that have closed. Only the grace period of the latest one may end the presence.
    closed: u64,
}

/// The presence of one socket. It ends when it is dropped.
pub struct PresenceGuard {
    presence: PresenceTracker,
    user: UserId,
    /// Kept through the grace period, because other processes take the user for online as long as it exists.
    subscription: Option<ChannelSubscription>,
}

impl PresenceTracker {
    /// Starts the publisher. A user who reconnects within `grace` stays online.
    pub fn start(store: Arc<dyn Store>, fanout: Fanout, grace: Duration) -> Self {
        let (commands, queue) = mpsc::channel(COMMAND_QUEUE_SIZE);
        let shared = Arc::new(Shared {
            fanout: fanout.clone(),
            online: Mutex::default(),
            commands,
            needs_resync: AtomicBool::new(false),
            grace,
        });
        tokio::spawn(PresencePublisher { store, fanout, presence: Arc::downgrade(&shared) }.run(queue));
        Self(shared)
    }

    /// Counts a socket of `user`, and subscribes to the events for the user from other processes.
    pub async fn connect(&self, user: UserId) -> PresenceGuard {
        let subscription = self.0.fanout.subscribe(user).await;
        let is_new = {
            let mut online = self.0.lock();
            let is_new = !online.contains_key(&user);
            online.entry(user).or_default().sockets += 1;
            is_new
        };
        if is_new {
            self.0.send(PresenceCommand::PublishOnline(user));
        }
        PresenceGuard { presence: self.clone(), user, subscription }
    }

    /// Returns all users who are online at this process, as last seen now. Used when the server ends, and all go offline.
    pub fn last_seen_now(&self) -> Vec<LastSeen> {
        let at = clock::now();
        self.0.lock().keys().map(|user| LastSeen { user: *user, at }).collect()
    }

    /// Requests a list for this socket: the online users among those whose presence `user` may see.
    pub fn request_list(&self, user: UserId, socket: SocketId) {
        self.0.send(PresenceCommand::SendList(user, socket));
    }
}

impl Shared {
    /// Whether the user is online at this process.
    fn is_online(&self, user: UserId) -> bool {
        self.lock().contains_key(&user)
    }

    fn send(&self, command: PresenceCommand) {
        if self.commands.try_send(command).is_err() {
            self.needs_resync.store(true, Ordering::Relaxed);
        }
    }

    /// Returns the number of the closed socket if it was the last open one of `user`.
    fn close_socket(&self, user: UserId) -> Option<u64> {
        let mut online = self.lock();
        let entry = online.get_mut(&user)?;
        entry.sockets -= 1;
        entry.closed += 1;
        (entry.sockets == 0).then_some(entry.closed)
    }

    /// Removes the user and returns `true`, unless another socket was opened after the one numbered `closed`.
    fn remove_if_gone(&self, user: UserId, closed: u64) -> bool {
        let mut online = self.lock();
        let is_gone = online.get(&user).is_some_and(|entry| entry.sockets == 0 && entry.closed == closed);
        if is_gone {
            online.remove(&user);
        }
        is_gone
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, OnlineUser>> {
        self.online.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PresenceGuard {
    fn drop(&mut self) {
        let (shared, user, subscription) = (self.presence.0.clone(), self.user, self.subscription.take());
        let Some(closed) = shared.close_socket(user) else { return };
        let at = clock::now();
        // Without a runtime the process is ending, and nothing can be published.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            sleep(shared.grace).await;
            if let Some(subscription) = subscription {
                subscription.end().await;
            }
            if shared.remove_if_gone(user, closed) {
                shared.send(PresenceCommand::PublishOffline(LastSeen { user, at }));
            }
        });
    }
}

impl fmt::Debug for PresenceTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence").finish_non_exhaustive()
    }
}

impl fmt::Debug for PresenceGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresenceGuard").field("user", &self.user).finish_non_exhaustive()
    }
}
