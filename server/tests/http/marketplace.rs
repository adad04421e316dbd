//! A server for a test, with the people and conversations of the data set.

use std::{path::PathBuf, sync::Arc, time::Duration};

use charla::{ClientId, ConversationId, MessageContent, UserId};
use server::{
    auth::password::Passwords,
    config::{Config, Rate, Rates},
    dataset::{BadRowPolicy, Dataset},
    live::fanout::Fanout,
    state::AppState,
    store::{self, Claim, Durability, NewMessage, Store},
};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::OnceCell,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::actor::Actor;

pub const PASSWORD: &str = "secreto123";

/// Characters of the longest message.
pub const LONG: usize = 4_000;

/// Allows this many at once, and one more in ten minutes.
pub fn few(burst: u32) -> Rate {
    Rate { burst, every: Duration::from_secs(600) }
}

pub struct Marketplace {
    /// `http://127.0.0.1:…`
    pub url: String,
    pub store: Arc<dyn Store>,
    fanout: Option<Fanout>,
    ending: CancellationToken,
    served: Option<JoinHandle<()>>,
    folder: TempDir,
}

impl Marketplace {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts a server with changes to the default configuration.
    pub async fn with(configure: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite:{}", folder.path().join("charla.db").display());
        let store: Arc<dyn Store> = store::open(&database, Durability::Full).await.expect("a database");
        import(&*store).await;
        Self::serve(store, folder, configure).await
    }

    /// Starts one of several servers on a database that has the data set already.
    pub async fn on(database: &str, redis_url: &str) -> Self {
        Self::in_cluster(database, redis_url, |_| {}).await
    }

    /// Starts one of several servers, whose Redis has a certificate of this authority.
    pub async fn trusting(database: &str, redis_url: &str, authority: &[u8]) -> Self {
        Self::in_cluster(database, redis_url, |config| config.redis_ca = Some(authority.to_owned())).await
    }

    async fn in_cluster(database: &str, redis_url: &str, configure: impl FnOnce(&mut Config)) -> Self {
        let store: Arc<dyn Store> =
            store::open_claimed(database, Durability::Full, Claim::Shared).await.expect("a database");
        let folder = tempfile::tempdir().expect("a folder");
        Self::serve(store, folder, |config| {
            config.redis_url = Some(redis_url.to_owned());
            config.presence_grace = Duration::from_millis(500);
            configure(config);
        })
        .await
    }

    async fn serve(store: Arc<dyn Store>, folder: TempDir, configure: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut config = Config::new(url.parse().expect("an origin"));
        config.site_root = folder.path().join("site");
        config.rates = generous();
        configure(&mut config);
        let ending = CancellationToken::new();
        let state = AppState::open(config, store.clone(), ending.clone()).await.expect("a state");
        let fanout = Some(state.fanout.clone());
        let served = tokio::spawn(server::serve(state, listener));
        Self { url, store, fanout, ending, served: Some(served), folder }
    }

    /// Waits until the server is connected to Redis, or disconnected.
    pub async fn waits_until_connected(&self, connected: bool) {
        let fanout = self.fanout.as_ref().expect("it serves");
        let becomes_so = async {
            while fanout.is_connected() != connected {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(30), becomes_so).await.expect("it notices in time");
    }

    pub fn site_root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    async fn database(&self) -> SqliteConnection {
        let file = self.folder.path().join("charla.db");
        SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.expect("the database")
    }

    /// Returns the content of the database file and of its write-ahead log.
    pub fn database_files(&self) -> Vec<u8> {
        let read = |name| std::fs::read(self.folder.path().join(name)).expect("a file");
        [read("charla.db"), read("charla.db-wal")].concat()
    }

    /// Runs SQL on a separate connection.
    pub async fn executes(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&mut self.database().await).await.expect("it is done");
    }

    /// Locks the database from a separate connection until it is dropped.
    pub async fn locks_the_database(&self) -> SqliteConnection {
        let mut other = self.database().await;
        sqlx::raw_sql("begin immediate").execute(&mut other).await.expect("a lock");
        other
    }

    /// Returns an actor who is not signed in.
    pub fn visitor(&self) -> Actor {
        Actor::new(&self.url)
    }

    /// Returns a user of the data set, signed in.
    pub async fn actor(&self, username: &str) -> Actor {
        let actor = self.visitor();
        actor.signs_in(username).await;
        actor
    }

    /// Stores a message without publishing it, as a server that ends right after the commit.
    pub async fn stores_without_publishing(&self, user: i64, conversation: i64, text: &str) -> ClientId {
        let client_id = ClientId::generate();
        let message = NewMessage {
            sender: UserId(user),
            conversation: ConversationId(conversation),
            content: MessageContent::parse(text).expect("a message"),
            reply_to: None,
            client_id: Some(client_id),
            now: server::clock::now(),
        };
        self.store.append(message).await.expect("a stored message");
        client_id
    }

    /// Stores messages of Ana to Luis, each of the maximum length.
    pub async fn stores_long_messages(&self, messages: usize) {
        for _ in 0..messages {
            self.stores_without_publishing(1, 1, &"👋".repeat(LONG)).await;
        }
    }

    /// Ends this server, and starts another one on the same database.
    pub async fn restarts(mut self) -> Self {
        assert!(self.ends().await, "it ends in time");
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a folder"));
        let database = format!("sqlite:{}", folder.path().join("charla.db").display());
        let store = store::open(&database, Durability::Full).await.expect("a database");
        Self::serve(store, folder, |_| {}).await
    }

    /// Ends the server as SIGTERM does. Returns whether it ended in time.
    pub async fn ends(&mut self) -> bool {
        self.ending.cancel();
        self.fanout = None;
        let served = self.served.take().expect("it ends once");
        timeout(Duration::from_secs(10), served).await.is_ok()
    }
}

impl Drop for Marketplace {
    fn drop(&mut self) {
        self.ending.cancel();
    }
}

/// Imports the data set.
pub async fn import(store: &dyn Store) {
    let mut dataset =
        Dataset::read(include_bytes!("../fixtures/dataset.json"), server::clock::now()).expect("a data set");
    // As `charla import --keep-password` does.
    dataset.keep_password = true;
    store.import(&dataset, password_hash().await, BadRowPolicy::Refuse).await.expect("an import");
}

/// The hash is made only once, because hashing is slow on purpose.
async fn password_hash() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { Passwords::default().hash(PASSWORD.to_owned().into()).await.expect("a hash") }).await
}

/// Rates that no test meets unless it lowers them, even if a thread is delayed between reading the clock and the check.
pub fn generous() -> Rates {
    let rate = Rate { burst: 100_000, every: Duration::from_micros(100) };
    Rates {
        sign_in_by_username: rate,
        sign_in_by_address: rate,
        sign_in_by_account: rate,
        sign_in_by_newcomers: rate,
        sign_in_by_browser: rate,
        registrations_by_network: rate,
        reads_by_user: rate,
        reads_by_network: rate,
        sends_by_user: rate,
        // A message counts with all its bytes.
        bytes_by_user: Rate { burst: 1_000_000_000, ..rate },
        typing_by_user: rate,
        searches_by_user: rate,
        resumes_by_user: rate,
        handshakes_by_user: rate,
        frames_by_socket: rate,
        frames_by_user: rate,
        opens_by_user: rate,
        renames_by_user: rate,
        exports_by_user: rate,
    }
}
