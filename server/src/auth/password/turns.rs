//! Hashes are made a few at a time, in turns that networks share fairly.

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use charla::ChatError;
use tokio::{sync::oneshot, time::timeout};

use super::fair_queue::{FairQueue, Path};
use crate::{
    auth::browser::BrowserKey,
    limits::{Limit, LimitKey, Refusals},
    net::network::{self, Network},
};

/// Longer than a user waits for a page, and shorter than a request may take.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);

/// For whom a hash is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claimant {
    Network(Network),
    /// A browser that is known to be the user's does not wait for others in its network.
    Browser(BrowserKey),
    /// All known browsers: strangers, however many they are, leave them every second turn.
    KnownBrowsers,
    Strangers,
    /// Commands of the operator.
    Operator,
}

/// Levels of a [`ClaimantPath`]: known browsers and strangers, and the networks of these.
const LEVELS: usize = 1 + network::LEVELS;

pub type ClaimantPath = Path<Claimant, LEVELS>;

impl Claimant {
    #[must_use]
    pub fn from_network(from: IpAddr) -> ClaimantPath {
        let [widest, middle, narrowest] = Network::path(from).map(Self::Network);
        [Self::Strangers, widest, middle, narrowest]
    }

    #[must_use]
    pub fn known(browser: BrowserKey) -> ClaimantPath {
        let browser = Self::Browser(browser);
        [Self::KnownBrowsers, browser, browser, browser]
    }

    #[must_use]
    pub const fn operator() -> ClaimantPath {
        [Self::Operator; LEVELS]
    }
}

impl LimitKey for Claimant {
    fn network(&self) -> Option<Network> {
        match self {
            Self::Network(network) => Some(*network),
            Self::Browser(_) | Self::KnownBrowsers | Self::Strangers | Self::Operator => None,
        }
    }
}

/// A cheap handle: clones share the turns.
#[derive(Clone)]
pub(super) struct Turns {
    queue: Arc<Mutex<Queue>>,
    refusals: Arc<Refusals>,
}

struct Queue {
    waiting: FairQueue<Claimant, oneshot::Sender<Turn>, LEVELS>,
    free: usize,
}

/// Until it is dropped.
pub(super) struct Turn(Option<Turns>);

impl Turns {
    pub(super) fn new(at_once: usize, waiting: usize) -> Self {
        let queue = Queue { waiting: FairQueue::new(waiting), free: at_once };
        Self { queue: Arc::new(Mutex::new(queue)), refusals: Arc::new(Refusals::of(Limit::WaitingPasswords)) }
    }

    /// # Errors
    /// [`ChatError::Overloaded`] where too many wait, or for too long.
    pub(super) async fn turn(&self, path: ClaimantPath) -> Result<Turn, ChatError> {
        let (comes, turn) = oneshot::channel();
        let [.., claimant] = path;
        let evicted = {
            let mut queue = self.lock();
            if queue.free > 0 {
                self.start(&mut queue, comes);
                None
            } else {
                queue.waiting.push(path, comes)
            }
        };
        drop(evicted);
        match timeout(TURN_TIMEOUT, turn).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => {
                self.refusals.log(&claimant);
                Err(ChatError::Overloaded { retry_after: 5 })
            }
        }
    }

    fn start(&self, queue: &mut Queue, comes: oneshot::Sender<Turn>) {
        queue.free -= 1;
        if let Err(mut turn) = comes.send(Turn(Some(self.clone()))) {
            // The request has ended meanwhile. Dropping the turn as it is would lock the queue, which is locked here.
            turn.0 = None;
            queue.free += 1;
        }
    }

    fn serve(&self, queue: &mut Queue) {
        while queue.free > 0
            && let Some(comes) = queue.waiting.pop()
        {
            self.start(queue, comes);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(turns) = self.0.take() {
            let mut queue = turns.lock();
            queue.free += 1;
            turns.serve(&mut queue);
        }
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").finish_non_exhaustive()
    }
}
