//! Only a few hashes are computed at a time. Networks get turns in fair shares.

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

/// A request waits this long for its turn: longer than a user waits for a page, and shorter than a request may take.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);

/// For whom a hash is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claimant {
    Network(Network),
    /// A known browser of the user: it does not wait for others in its network.
    Browser(BrowserKey),
    /// All known browsers together: they get every second turn, however many strangers wait.
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

/// A turn, which ends when it is dropped.
pub(super) struct Turn(Option<Turns>);

impl Turns {
    pub(super) fn new(at_once: usize, waiting: usize) -> Self {
        let queue = Queue { waiting: FairQueue::new(waiting), free: at_once };
        Self { queue: Arc::new(Mutex::new(queue)), refusals: Arc::new(Refusals::of(Limit::WaitingPasswords)) }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if too many wait, or the turn does not come within [`TURN_TIMEOUT`].
    pub(super) async fn turn(&self, path: ClaimantPath) -> Result<Turn, ChatError> {
        let (sender, turn) = oneshot::channel();
        let [.., claimant] = path;
        let evicted = {
            let mut queue = self.lock();
            if queue.free > 0 {
                self.start(&mut queue, sender);
                None
            } else {
                queue.waiting.push(path, sender)
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

    fn start(&self, queue: &mut Queue, sender: oneshot::Sender<Turn>) {
        queue.free -= 1;
        if let Err(mut turn) = sender.send(Turn(Some(self.clone()))) {
            // The request was cancelled. Dropping the turn itself would lock the queue again, and wait for ever.
            turn.0 = None;
            queue.free += 1;
        }
    }

    fn serve(&self, queue: &mut Queue) {
        while queue.free > 0
            && let Some(sender) = queue.waiting.pop()
        {
            self.start(queue, sender);
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
