//! A server without its network.

use std::{sync::Arc, time::Duration};

use app::{backend::Backend, i18n::Locale};
use charla::{ChangeWindow, UserId};
use server::{
    config::{Rate, Rates},
    http::socket::{Pace, live::Live, serve},
    limits::{Buckets, Limit, Limiter},
    live::{
        broker::{Broker, BrokerPipe, Publication},
        catch_up::CatchUpPoller,
        fanout::Fanout,
        hub::Hub,
        listening::Listening,
        local::Local,
        presence::PresenceTracker,
        resumes::ResumeLimiter,
    },
    operations::Operations,
    store::{SessionKey, Store},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::wire::{ClientEnd, ServerActivity, wire};

const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
const NO_LIMIT: Rate = Rate { burst: 100_000, every: Duration::from_micros(100) };
/// Old messages can be edited, too.
const WINDOW: ChangeWindow = ChangeWindow { minutes: u32::MAX };
const GRACE: Duration = Duration::from_secs(30);

pub struct Process {
    pub backend: Arc<dyn Backend>,
    presence: PresenceTracker,
    hub: Arc<Hub>,
    pipe: BrokerPipe,
    poller: CatchUpPoller,
    running: TaskTracker,
    sockets: Vec<Arc<ServerActivity>>,
}

impl Process {
    pub fn start(store: &Arc<dyn Store>) -> Self {
        let hub = Hub::new(1_000);
        let local = Arc::new(Local::with_peers(hub.clone()));
        let (broker, pipe) = Broker::with_pipe("model", local.clone());
        pipe.subscriber.set_away(false);
        let running = TaskTracker::new();
        let rates = Rates { sends_by_user: NO_LIMIT, ..Rates::default() };
        let fanout = Fanout::new(local.clone(), Some(broker.clone()));
        let presence = PresenceTracker::start(store.clone(), fanout.clone(), GRACE);
        let backend = Arc::new(Operations::new(store.clone(), fanout, &rates, WINDOW, Arc::default(), running.clone()));
        let poller = CatchUpPoller::new(store.clone(), local, &broker);
        Self { backend, presence, hub, pipe, poller, running, sockets: Vec::new() }
    }

    /// Opens a socket of `/ws/`, as after its handshake.
    pub fn connects(&mut self, user: UserId) -> ClientEnd {
        let session = SessionKey::new([1; 32]);
        let subscription = self.hub.subscribe(user, session, Listening::Everything).expect("room for a socket");
        let (wire, line) = wire();
        self.sockets.push(wire.activity());
        let resumes = Arc::new(ResumeLimiter::new(NO_LIMIT, Arc::new(Limiter::new(Limit::ReadsByUser, NO_LIMIT))));
        let (backend, presence, hub) = (self.backend.clone(), self.presence.clone(), self.hub.clone());
        let live = Live::new(backend, presence, hub, resumes, user, Locale::Es);
        let pace = Pace::new(NO_LIMIT, Arc::new(Buckets::new(NO_LIMIT)), user);
        tokio::spawn(serve(wire, subscription, live, pace, CancellationToken::new(), WRITE_TIMEOUT));
        line
    }

    /// Whether nothing happens at this process without an input.
    pub fn is_idle(&mut self) -> bool {
        self.sockets.retain(|socket| !socket.has_ended());
        self.running.is_empty() && self.sockets.iter().all(|socket| socket.is_idle())
    }

    pub fn take_publications(&mut self) -> Vec<Publication> {
        std::iter::from_fn(|| self.pipe.publications.try_recv().ok()).collect()
    }

    pub fn receives(&self, publication: &Publication) {
        self.pipe.subscriber.receive(publication);
    }

    pub fn set_broker_away(&self, away: bool) {
        self.pipe.subscriber.set_away(away);
    }

    pub async fn polls_database(&mut self) {
        self.poller.poll().await;
    }

    pub fn check(&self) {
        self.hub.check_invariants();
    }
}
