//! Subscriptions of this process to the channels of the users who have sockets at it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use charla::UserId;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

/// A socket opens after this time even without a confirmation: the database has the events that it misses.
const CONFIRMATION_TIMEOUT: Duration = Duration::from_secs(2);

/// A command for the task that is connected to Redis.
#[derive(Debug)]
pub(super) enum Command {
    /// The sender is used once Redis has confirmed the subscription.
    Subscribe(UserId, oneshot::Sender<()>),
    /// The sender, if any, is used once Redis has confirmed the end of the subscription.
    Unsubscribe(UserId, Option<oneshot::Sender<()>>),
}

/// The users whose channels this process needs, with the number of subscriptions of each.
#[derive(Debug)]
pub(super) struct SubscribedUsers {
    counts: Mutex<HashMap<UserId, usize>>,
    commands: mpsc::Sender<Command>,
}

/// The subscription of one socket to the channel of its user. It ends when it is dropped.
#[derive(Debug)]
pub struct ChannelSubscription {
    users: Arc<SubscribedUsers>,
    user: UserId,
    is_released: bool,
}

impl SubscribedUsers {
    pub(super) fn new(commands: mpsc::Sender<Command>) -> Self {
        Self { counts: Mutex::default(), commands }
    }

    /// Subscribing is idempotent, so each socket may wait for a confirmation of its own.
    pub(super) async fn subscribe(users: &Arc<Self>, user: UserId) -> ChannelSubscription {
        *users.lock().entry(user).or_default() += 1;
        let subscription = ChannelSubscription { users: users.clone(), user, is_released: false };
        let (confirm, confirmed) = oneshot::channel();
        let subscribing = async {
            if users.commands.send(Command::Subscribe(user, confirm)).await.is_ok() {
                let _ = confirmed.await;
            }
        };
        let _ = timeout(CONFIRMATION_TIMEOUT, subscribing).await;
        subscription
    }

    pub(super) fn contains(&self, user: UserId) -> bool {
        self.lock().contains_key(&user)
    }

    pub(super) fn all(&self) -> Vec<UserId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChannelSubscription {
    /// Returns once Redis has confirmed the end, or after [`CONFIRMATION_TIMEOUT`].
    pub async fn end(mut self) {
        if self.release() {
            let (confirm, confirmed) = oneshot::channel();
            let ending = async {
                if self.users.commands.send(Command::Unsubscribe(self.user, Some(confirm))).await.is_ok() {
                    let _ = confirmed.await;
                }
            };
            let _ = timeout(CONFIRMATION_TIMEOUT, ending).await;
        }
    }

    /// Returns whether this was the last subscription for the user.
    fn release(&mut self) -> bool {
        if std::mem::replace(&mut self.is_released, true) {
            return false;
        }
        let mut counts = self.users.lock();
        let Some(left) = counts.get_mut(&self.user) else { return false };
        *left -= 1;
        let is_last = *left == 0;
        if is_last {
            counts.remove(&self.user);
        }
        is_last
    }
}

impl Drop for ChannelSubscription {
    fn drop(&mut self) {
        if self.release() {
            // If the queue is full, Redis keeps the unneeded subscription until the next reconnect.
            let _ = self.users.commands.try_send(Command::Unsubscribe(self.user, None));
        }
    }
}
