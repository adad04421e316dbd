//! What every handler can reach.

use std::{fmt, sync::Arc};

use app::door::Backend;
use leptos::config::LeptosOptions;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    accounts::Accounts, config::Config, hub::Hub, operations::Operations, session::Sessions, site, store::Store,
};

/// Cheap to clone: handles all of them.
#[derive(Clone)]
pub struct AppState {
    pub config: Arc<Config>,
    pub store: Arc<dyn Store>,
    pub backend: Arc<dyn Backend>,
    pub accounts: Accounts,
    pub hub: Arc<Hub>,
    pub leptos: LeptosOptions,
    /// Sockets and sends that are under way.
    pub running: TaskTracker,
    /// The server is about to end.
    pub ending: CancellationToken,
}

impl AppState {
    #[must_use]
    pub fn new(config: Config, store: Arc<dyn Store>, ending: CancellationToken) -> Self {
        let hub = Hub::new(config.sockets_per_user);
        let running = TaskTracker::new();
        let sends = config.rates.sends_by_user;
        Self {
            backend: Arc::new(Operations::new(store.clone(), hub.clone(), sends, running.clone())),
            accounts: Accounts::new(store.clone(), &config.rates),
            leptos: site::options(&config.site_root),
            config: Arc::new(config),
            store,
            hub,
            running,
            ending,
        }
    }

    #[must_use]
    pub fn sessions(&self) -> Sessions {
        Sessions::new(self.store.clone(), self.hub.clone())
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("config", &self.config).finish_non_exhaustive()
    }
}
