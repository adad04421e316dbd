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
    Unsubscribe(UserId),
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
}

impl Wanted {
    pub(super) fn new(orders: mpsc::Sender<Order>) -> Self {
        Self { sockets: Mutex::default(), orders }
    }

    /// To be heard twice changes nothing, and so every socket can wait until it is.
    pub(super) async fn listen(wanted: &Arc<Self>, user: UserId) -> Interest {
        *wanted.lock().entry(user).or_default() += 1;
        let interest = Interest { wanted: wanted.clone(), user };
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

impl Drop for Interest {
    fn drop(&mut self) {
        let mut sockets = self.wanted.lock();
        let Some(left) = sockets.get_mut(&self.user) else { return };
        *left -= 1;
        if *left == 0 {
            sockets.remove(&self.user);
            // Where the order finds no place, the channel is heard in vain until Redis is connected anew.
            let _ = self.wanted.orders.try_send(Order::Unsubscribe(self.user));
        }
    }
}
