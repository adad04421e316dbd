//! The open sockets of this process, and the queue of each. A plain data structure: no SQL, no network, no task of its
//! own.

mod queue;
mod subscription;

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use charla::{ChatError, UserId};
use tokio::sync::oneshot;

use crate::{
    limits::{Limit, Refusals},
    live::{broadcast::Broadcast, listening::Listening},
    store::SessionKey,
};

pub use queue::{MAX_EVENTS, Queue};
pub use subscription::Subscription;

/// Told to a user who has too many sockets.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// A socket of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(u64);

/// The reason for which the server closes a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    SlowReader,
    SessionEnded,
}

/// Uses a std mutex, because the lock is never held across an await: only for map operations and, while publishing, for
/// encoding each distinct view of the event once.
#[derive(Debug)]
pub struct Hub {
    sockets: Mutex<Sockets>,
    sockets_per_user: usize,
    refusals: Refusals,
    sockets_at_shutdown: OnceLock<usize>,
}

#[derive(Debug, Default)]
struct Sockets {
    last_id: u64,
    open: HashMap<SocketId, Socket>,
    by_user: HashMap<UserId, BTreeSet<SocketId>>,
    by_session: HashMap<SessionKey, BTreeSet<SocketId>>,
}

#[derive(Debug)]
struct Socket {
    user: UserId,
    session: SessionKey,
    listening: Listening,
    queue: queue::Sender,
    end: oneshot::Sender<Ending>,
}

impl Hub {
    pub fn new(sockets_per_user: usize) -> Arc<Self> {
        let refusals = Refusals::of(Limit::Sockets);
        Arc::new(Self { sockets: Mutex::default(), sockets_per_user, refusals, sockets_at_shutdown: OnceLock::new() })
    }

    /// Queues the events for `user` for this socket from now on.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] if the user has too many sockets at this process.
    pub fn subscribe(
        self: &Arc<Self>,
        user: UserId,
        session: SessionKey,
        listening: Listening,
    ) -> Result<Subscription, ChatError> {
        let (queue, events) = queue::queue();
        let (end, ending) = oneshot::channel();
        let mut sockets = self.lock();
        if sockets.by_user.get(&user).is_some_and(|ids| ids.len() >= self.sockets_per_user) {
            drop(sockets);
            return Err(self.refusals.refuse(&user, RETRY_AFTER));
        }
        let id = sockets.insert(Socket { user, session, listening, queue, end });
        drop(sockets);
        Ok(Subscription::new(self.clone(), id, events, ending))
    }

    /// Queues the event for every socket of these users. A socket whose queue is full is closed.
    pub fn publish(&self, to: &[UserId], broadcast: &mut Broadcast) {
        let mut sockets = self.lock();
        let ids: Vec<_> = to.iter().filter_map(|user| sockets.by_user.get(user)).flatten().copied().collect();
        sockets.queue(ids, broadcast);
    }

    /// Queues the event like [`Self::publish`], for these sockets; closed ones are ignored.
    pub fn send_to(&self, sockets: impl IntoIterator<Item = SocketId>, broadcast: &mut Broadcast) {
        self.lock().queue(sockets, broadcast);
    }

    /// Closes the sockets of a session that has ended.
    pub fn close_sockets_of_session(&self, session: SessionKey) {
        let mut sockets = self.lock();
        for id in sockets.by_session.get(&session).cloned().unwrap_or_default() {
            sockets.end(id, Ending::SessionEnded);
        }
    }

    /// Returns the sessions that have open sockets.
    pub fn sessions(&self) -> Vec<SessionKey> {
        self.lock().by_session.keys().copied().collect()
    }

    /// Returns the number of sockets that were open at the first call. All sockets call this while they close, and each has
    /// to get the same number.
    pub fn sockets_at_shutdown(&self) -> usize {
        *self.sockets_at_shutdown.get_or_init(|| self.len())
    }

    /// Returns the users who have open sockets.
    pub fn users(&self) -> Vec<UserId> {
        self.lock().by_user.keys().copied().collect()
    }

    /// Returns the number of open sockets.
    pub fn len(&self) -> usize {
        self.lock().open.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn unsubscribe(&self, id: SocketId) {
        self.lock().remove(id);
    }

    /// Ignores poisoning: after a panic elsewhere, a chat with a half-made change is better than no chat.
    fn lock(&self) -> MutexGuard<'_, Sockets> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks that the maps agree.
    ///
    /// # Panics
    /// If the maps disagree.
    pub fn check_invariants(&self) {
        let sockets = self.lock();
        for (id, socket) in &sockets.open {
            assert!(sockets.by_user[&socket.user].contains(id), "{id:?} is listed under its user");
            assert!(sockets.by_session[&socket.session].contains(id), "{id:?} is listed under its session");
        }
        let listed: usize = sockets.by_user.values().map(BTreeSet::len).sum();
        assert_eq!(listed, sockets.open.len(), "users list no other sockets");
        let listed: usize = sockets.by_session.values().map(BTreeSet::len).sum();
        assert_eq!(listed, sockets.open.len(), "sessions list no other sockets");
        assert!(sockets.by_user.values().all(|ids| !ids.is_empty()), "no user stays without a socket");
        assert!(sockets.by_session.values().all(|ids| !ids.is_empty()), "no session stays without a socket");
    }
}

impl Sockets {
    fn insert(&mut self, socket: Socket) -> SocketId {
        self.last_id += 1;
        let id = SocketId(self.last_id);
        self.by_user.entry(socket.user).or_default().insert(id);
        self.by_session.entry(socket.session).or_default().insert(id);
        self.open.insert(id, socket);
        id
    }

    /// Queues the event for these sockets. A socket whose queue is full is closed.
    fn queue(&mut self, ids: impl IntoIterator<Item = SocketId>, broadcast: &mut Broadcast) {
        for id in ids {
            let Some(socket) = self.open.get(&id) else { continue };
            if let Some(event) = broadcast.event(socket.user, socket.listening)
                && !socket.queue.push(event)
            {
                self.end(id, Ending::SlowReader);
            }
        }
    }

    fn remove(&mut self, id: SocketId) -> Option<Socket> {
        let socket = self.open.remove(&id)?;
        forget(&mut self.by_user, &socket.user, id);
        forget(&mut self.by_session, &socket.session, id);
        Some(socket)
    }

    fn end(&mut self, id: SocketId, ending: Ending) {
        if let Some(socket) = self.remove(id) {
            // The receiver is gone if the socket is closing by itself at this moment.
            let _ = socket.end.send(ending);
        }
    }
}

fn forget<K: Eq + Hash>(listed: &mut HashMap<K, BTreeSet<SocketId>>, key: &K, id: SocketId) {
    if let Some(ids) = listed.get_mut(key) {
        ids.remove(&id);
        if ids.is_empty() {
            listed.remove(key);
        }
    }
}

#[cfg(test)]
mod tests;
