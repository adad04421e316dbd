//! A server of one's own for each test, with the people and conversations of the data set.

use std::{sync::Arc, time::Duration};

use server::{
    config::{Config, Rates},
    dataset::Dataset,
    limiter::Rate,
    password::Passwords,
    store::{SqliteStore, Store},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::OnceCell, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::actor::Actor;

pub const PASSWORD: &str = "secreto123";

pub struct Marketplace {
    /// `http://127.0.0.1:…`
    pub url: String,
    pub store: Arc<dyn Store>,
    ending: CancellationToken,
    served: Option<JoinHandle<()>>,
    _folder: TempDir,
}

impl Marketplace {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// With a configuration that differs from the usual.
    pub async fn with(configure: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite:{}", folder.path().join("charla.db").display());
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&database).await.expect("a database"));
        let dataset: Dataset = serde_json::from_str(include_str!("../fixtures/dataset.json")).expect("a data set");
        store.import(&dataset, password_hash().await).await.expect("an import");

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut config = Config::new(url.parse().expect("an origin"));
        config.site_root = folder.path().join("site");
        config.rates = generous();
        configure(&mut config);
        let ending = CancellationToken::new();
        let served = tokio::spawn(server::serve(config, store.clone(), listener, ending.clone()));
        Self { url, store, ending, served: Some(served), _folder: folder }
    }

    /// Nobody yet.
    pub fn visitor(&self) -> Actor {
        Actor::new(&self.url)
    }

    /// Somebody of the data set, signed in.
    pub async fn actor(&self, username: &str) -> Actor {
        let actor = self.visitor();
        actor.signs_in(username).await;
        actor
    }

    /// Tells the server to end, as SIGTERM does; true when it did within the time a test has.
    pub async fn ends(&mut self) -> bool {
        self.ending.cancel();
        let served = self.served.take().expect("it ends once");
        tokio::time::timeout(Duration::from_secs(10), served).await.is_ok()
    }
}

impl Drop for Marketplace {
    fn drop(&mut self) {
        self.ending.cancel();
    }
}

/// Made once: it is slow on purpose.
async fn password_hash() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { Passwords::default().hash(PASSWORD.to_owned().into()).await.expect("a hash") }).await
}

/// No test but those about limits meets one.
fn generous() -> Rates {
    let rate = Rate { burst: 100_000, every: Duration::from_nanos(1) };
    Rates { sign_in_by_username: rate, sign_in_by_address: rate, sends_by_user: rate }
}
