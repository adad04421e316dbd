//! Who is here: has a socket, or had one a moment ago. Many tabs of one person are one presence, at
//! however many processes; the people with whom they have conversations are told.
//!
//! What this process knows of its own sockets stands here; of others Redis knows it, by who is heard.

mod news;

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
use news::{Job, News};

/// What waits to be told. Where there is more, everybody is told anew.
const JOBS: usize = 20_000;

/// A cheap handle.
#[derive(Clone)]
pub struct Presence(Arc<Shared>);

struct Shared {
    fanout: Fanout,
    here: Mutex<HashMap<UserId, Here>>,
    jobs: mpsc::Sender<Job>,
    /// A job found no place.
    is_behind: AtomicBool,
    grace: Duration,
}

#[derive(Debug, Default)]
struct Here {
    sockets: usize,
    /// How many sockets have closed: an earlier departure than the last counts for nothing.
    departures: u64,
}

/// Of one socket; given back when it is dropped.
pub struct Stay {
    presence: Presence,
    user: UserId,
    /// Kept for as long as one counts as here, so that other processes know it.
    interest: Option<ChannelSubscription>,
}

impl Presence {
    /// Who comes back within `grace` was never away.
    #[must_use]
    pub fn start(store: Arc<dyn Store>, fanout: Fanout, grace: Duration) -> Self {
        let (jobs, to_do) = mpsc::channel(JOBS);
        let shared = Arc::new(Shared {
            fanout: fanout.clone(),
            here: Mutex::default(),
            jobs,
            is_behind: AtomicBool::new(false),
            grace,
        });
        tokio::spawn(News { store, fanout, presence: Arc::downgrade(&shared) }.tell(to_do));
        Self(shared)
    }

    /// From now on what other processes tell of `user` is heard, too.
    pub async fn enter(&self, user: UserId) -> Stay {
        let interest = self.0.fanout.listen(user).await;
        let is_new = {
            let mut here = self.0.lock();
            let is_new = !here.contains_key(&user);
            here.entry(user).or_default().sockets += 1;
            is_new
        };
        if is_new {
            self.0.ask(Job::Came(user));
        }
        Stay { presence: self.clone(), user, interest }
    }

    /// Those who are here when the server ends leave with it: they were here until now.
    #[must_use]
    pub fn everybody(&self) -> Vec<LastSeen> {
        let at = clock::now();
        self.0.lock().keys().map(|user| LastSeen { user: *user, at }).collect()
    }

    /// Tells this socket of `user` who is here of those they know.
    pub fn tell(&self, user: UserId, socket: SocketId) {
        self.0.ask(Job::Asked(user, socket));
    }
}

impl Shared {
    fn is_here(&self, user: UserId) -> bool {
        self.lock().contains_key(&user)
    }

    fn ask(&self, job: Job) {
        if self.jobs.try_send(job).is_err() {
            self.is_behind.store(true, Ordering::Relaxed);
        }
    }

    /// The number of this departure, if it was the last socket.
    fn leave(&self, user: UserId) -> Option<u64> {
        let mut here = self.lock();
        let left = here.get_mut(&user)?;
        left.sockets -= 1;
        left.departures += 1;
        (left.sockets == 0).then_some(left.departures)
    }

    /// Whether nobody came back since.
    fn is_gone(&self, user: UserId, departure: u64) -> bool {
        let mut here = self.lock();
        let is_gone = here.get(&user).is_some_and(|left| left.sockets == 0 && left.departures == departure);
        if is_gone {
            here.remove(&user);
        }
        is_gone
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, Here>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        let (shared, user, interest) = (self.presence.0.clone(), self.user, self.interest.take());
        let Some(departure) = shared.leave(user) else { return };
        let at = clock::now();
        // Without a runtime the process ends, and nobody is told.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            sleep(shared.grace).await;
            if let Some(interest) = interest {
                interest.end().await;
            }
            if shared.is_gone(user, departure) {
                shared.ask(Job::Left(LastSeen { user, at }));
            }
        });
    }
}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence").finish_non_exhaustive()
    }
}

impl fmt::Debug for Stay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stay").field("user", &self.user).finish_non_exhaustive()
    }
}
