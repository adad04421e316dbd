//! The shared state of all handlers.

use std::{fmt, ops::Deref, sync::Arc};

use app::{ClientFiles, backend::Backend};
use charla::UserId;
use tokio::runtime::Handle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    auth::{accounts::Accounts, sessions::Sessions},
    config::Config,
    limits::{Buckets, Limit, Limiter, admission::Admission},
    live::{
        broker::Broker, catch_up, fanout::Fanout, hub::Hub, local::Local, presence::PresenceTracker,
        resumes::ResumeLimiter,
    },
    net::{proxies::Proxies, same_site::SameSiteCheck},
    operations::{Operations, export::ExportLimiter},
    site::{Build, FileCache, Renderers},
    store::{DatabaseHealth, Store},
};

/// Cheap to clone: every layer holds a copy.
#[derive(Clone)]
pub struct AppState(Arc<Handles>);

pub struct Handles {
    pub config: Arc<Config>,
    pub store: Arc<dyn Store>,
    pub backend: Arc<dyn Backend>,
    pub accounts: Accounts,
    pub sessions: Sessions,
    pub hub: Arc<Hub>,
    pub fanout: Fanout,
    pub presence: PresenceTracker,
    pub resumes: Arc<ResumeLimiter>,
    pub handshakes: Limiter<UserId>,
    pub frames: Arc<Buckets<UserId>>,
    pub exports: ExportLimiter,
    pub proxies: Proxies,
    pub same_site: SameSiteCheck,
    pub database_health: Arc<DatabaseHealth>,
    pub admission: Admission,
    pub client: ClientFiles,
    /// Identifies the build of the client.
    pub build: String,
    pub files: FileCache,
    pub renderers: Renderers,
    /// The runtime of everything except the rendering of pages.
    pub running_on: Handle,
    /// Sockets and writes in progress.
    pub running: TaskTracker,
    /// Cancelled when the server is about to end.
    pub ending: CancellationToken,
}

impl AppState {
    /// Opens the state with the broker of the configuration, if there is one.
    ///
    /// # Errors
    /// If the broker's URL is invalid, or the database does not answer.
    pub async fn open(config: Config, store: Arc<dyn Store>, ending: CancellationToken) -> Result<Self, String> {
        match config.redis_url.clone() {
            Some(url) => Self::with_peers(config, store, ending, &url).await,
            None => Ok(Self::new(config, store, ending)),
        }
    }

    /// Without a broker: this process is the only one.
    pub fn new(config: Config, store: Arc<dyn Store>, ending: CancellationToken) -> Self {
        let hub = Hub::new(config.sockets_per_user);
        let fanout = Fanout::new(Arc::new(Local::single_process(hub.clone())), None);
        Self::with(config, store, ending, hub, fanout)
    }

    /// For one of several processes, which exchange events through the broker. Events that the broker loses are read from
    /// the database.
    async fn with_peers(
        config: Config,
        store: Arc<dyn Store>,
        ending: CancellationToken,
        redis_url: &str,
    ) -> Result<Self, String> {
        let hub = Hub::new(config.sockets_per_user);
        let local = Arc::new(Local::with_peers(hub.clone()));
        let installation = store.installation().await.map_err(|error| error.to_string())?;
        let broker = Broker::start(redis_url, config.redis_ca.clone(), &installation, local.clone())
            .map_err(|error| format!("CHARLA_REDIS_URL or CHARLA_REDIS_CA cannot be used: {error}"))?;
        tokio::spawn(catch_up::run(store.clone(), local.clone(), broker.clone(), ending.clone()));
        Ok(Self::with(config, store, ending, hub, Fanout::new(local, Some(broker))))
    }

    fn with(config: Config, store: Arc<dyn Store>, ending: CancellationToken, hub: Arc<Hub>, fanout: Fanout) -> Self {
        let Build { files: client, name: build } = Build::of(&config.site_root);
        let running = TaskTracker::new();
        let database_health = Arc::<DatabaseHealth>::default();
        let (window, tracker) = (config.change_window, running.clone());
        let backend =
            Operations::new(store.clone(), fanout.clone(), &config.rates, window, database_health.clone(), tracker);
        let admission = Admission::new(&config);
        let sessions = Sessions::new(store.clone(), fanout.clone(), config.session_lifetime, running.clone());
        Self(Arc::new(Handles {
            backend: Arc::new(backend),
            resumes: Arc::new(ResumeLimiter::new(config.rates.resumes_by_user, admission.reads_by_user.clone())),
            handshakes: Limiter::new(Limit::Handshakes, config.rates.handshakes_by_user),
            frames: Arc::new(Buckets::new(config.rates.frames_by_user)),
            exports: ExportLimiter::new(&config.rates),
            proxies: Proxies::new(config.proxies),
            database_health,
            same_site: SameSiteCheck::new(config.public_url.clone()),
            admission,
            presence: PresenceTracker::start(store.clone(), fanout.clone(), config.presence_grace),
            accounts: Accounts::new(store.clone(), sessions.clone(), &config.rates, config.reserved_names.clone()),
            sessions,
            client,
            build,
            files: FileCache::default(),
            renderers: Renderers::start(),
            running_on: Handle::current(),
            config: Arc::new(config),
            store,
            hub,
            fanout,
            running,
            ending,
        }))
    }
}

impl Deref for AppState {
    type Target = Handles;

    fn deref(&self) -> &Handles {
        &self.0
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Handles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("config", &self.config).finish_non_exhaustive()
    }
}
