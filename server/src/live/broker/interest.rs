//! Which users this process wants to hear of: those who have sockets here.

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

/// A socket does not wait longer for its channel: what it misses is found in the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// To the task that hears Redis.
#[derive(Debug)]
pub(super) enum Order {
    /// Answered once it is heard.
    Subscribe(UserId, oneshot::Sender<()>),
    /// Answered, where somebody asks, once it is heard no more.
    Unsubscribe(UserId, Option<oneshot::Sender<()>>),
}

#[derive(Debug)]
pub(super) struct Wanted {
    sockets: Mutex<HashMap<UserId, usize>>,
    orders: mpsc::Sender<Order>,
}

/// Of one socket; given back when it is dropped.
#[derive(Debug)]
pub struct Interest {
    wanted: Arc<Wanted>,
    user: UserId,
    is_over: bool,
}

impl Wanted {
    pub(super) fn new(orders: mpsc::Sender<Order>) -> Self {
        Self { sockets: Mutex::default(), orders }
    }

    /// To be heard twice changes nothing, and so every socket can wait until it is.
    pub(super) async fn listen(wanted: &Arc<Self>, user: UserId) -> Interest {
        *wanted.lock().entry(user).or_default() += 1;
        let interest = Interest { wanted: wanted.clone(), user, is_over: false };
        let (tell, heard) = oneshot::channel();
        let listening = async {
            if wanted.orders.send(Order::Subscribe(user, tell)).await.is_ok() {
                let _ = heard.await;
            }
        };
        let _ = timeout(PATIENCE, listening).await;
        interest
    }

    pub(super) fn contains(&self, user: UserId) -> bool {
        self.lock().contains_key(&user)
    }

    pub(super) fn users(&self) -> Vec<UserId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Interest {
    /// Returns when Redis knows, or does not answer.
    pub async fn end(mut self) {
        if self.release() {
            let (tell, gone) = oneshot::channel();
            let ending = async {
                if self.wanted.orders.send(Order::Unsubscribe(self.user, Some(tell))).await.is_ok() {
                    let _ = gone.await;
                }
            };
            let _ = timeout(PATIENCE, ending).await;
        }
    }

    /// Whether it was the last one for this user.
    fn release(&mut self) -> bool {
        if std::mem::replace(&mut self.is_over, true) {
            return false;
        }
        let mut sockets = self.wanted.lock();
        let Some(left) = sockets.get_mut(&self.user) else { return false };
        *left -= 1;
        let is_last = *left == 0;
        if is_last {
            sockets.remove(&self.user);
        }
        is_last
    }
}

impl Drop for Interest {
    fn drop(&mut self) {
        if self.release() {
            // Where the order finds no place, the channel is heard in vain until Redis is connected anew.
            let _ = self.wanted.orders.try_send(Order::Unsubscribe(self.user, None));
        }
    }
}
