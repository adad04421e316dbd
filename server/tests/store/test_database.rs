//! A new database for each test, with users in it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use charla::{ConversationId, MessageId, Timestamp, UserId};
use server::{
    dataset::{BadRowPolicy, ConversationRow, CustomerRow, Dataset, MessageRow, UserRow},
    store::{self, Claim, Durability, Store, StoreError},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use crate::{actor::Actor, pgbouncer, postgres_server};

/// The location of a database, which can be opened several times.
#[async_trait]
pub(crate) trait DatabaseLocation: Send + Sync {
    async fn open(&self) -> Arc<dyn Store>;
    async fn open_claimed(&self, claim: Claim) -> Result<Arc<dyn Store>, StoreError>;
    /// Runs a query with `id` as its parameter, without the store. Returns the first column.
    async fn texts(&self, sql: &'static str, id: i64) -> Vec<String>;

    /// Executes SQL without the store, as another program does.
    async fn execute(&self, sql: String);
}

struct SqliteFile(TempDir);

impl SqliteFile {
    fn url(&self) -> String {
        format!("sqlite://{}", self.0.path().join("data").join("charla.db").display())
    }
}

struct PostgresDatabase {
    url: String,
    /// The URL without PgBouncer.
    direct: String,
}

pub(crate) async fn sqlite() -> Box<dyn DatabaseLocation> {
    Box::new(SqliteFile(tempfile::tempdir().expect("a folder")))
}

pub(crate) async fn postgres() -> Box<dyn DatabaseLocation> {
    postgres_at(postgres_server::fresh_database().await)
}

pub(crate) fn postgres_at(url: String) -> Box<dyn DatabaseLocation> {
    Box::new(PostgresDatabase { direct: url.clone(), url })
}

pub(crate) async fn postgres_behind_pgbouncer() -> Box<dyn DatabaseLocation> {
    let (url, direct) = pgbouncer::fresh_database("transaction").await;
    Box::new(PostgresDatabase { url, direct })
}

#[async_trait]
impl DatabaseLocation for SqliteFile {
    async fn open(&self) -> Arc<dyn Store> {
        store::open(&self.url(), Durability::Full).await.expect("the database opens")
    }

    async fn open_claimed(&self, claim: Claim) -> Result<Arc<dyn Store>, StoreError> {
        store::open_claimed(&self.url(), Durability::Full, claim).await
    }

    async fn execute(&self, sql: String) {
        let mut database = SqliteConnection::connect(&self.url()).await.expect("a database");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut database).await.expect("it is done");
    }

    async fn texts(&self, sql: &'static str, id: i64) -> Vec<String> {
        let file = self.0.path().join("data").join("charla.db");
        let mut database = SqliteConnection::connect(&file.display().to_string()).await.expect("the database");
        sqlx::query_scalar(sql).bind(id).fetch_all(&mut database).await.expect("rows")
    }
}

#[async_trait]
impl DatabaseLocation for PostgresDatabase {
    async fn open(&self) -> Arc<dyn Store> {
        store::open(&self.url, Durability::Full).await.expect("the database opens")
    }

    async fn open_claimed(&self, claim: Claim) -> Result<Arc<dyn Store>, StoreError> {
        store::open_claimed(&self.url, Durability::Full, claim).await
    }

    async fn texts(&self, sql: &'static str, id: i64) -> Vec<String> {
        let mut database = PgConnection::connect(&self.direct).await.expect("the database");
        sqlx::query_scalar(sql).bind(id).fetch_all(&mut database).await.expect("rows")
    }

    async fn execute(&self, sql: String) {
        let mut database = PgConnection::connect(&self.direct).await.expect("a database");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut database).await.expect("it is done");
    }
}

pub(crate) struct TestDatabase {
    pub(crate) store: Arc<dyn Store>,
    location: Box<dyn DatabaseLocation>,
    clock: Arc<AtomicI64>,
    rows: Dataset,
}

impl TestDatabase {
    /// Opens a database without users.
    pub(crate) async fn new(location: Box<dyn DatabaseLocation>) -> Self {
        let rows = Dataset { password: "charla-test".into(), ..Dataset::default() };
        let clock = Arc::new(AtomicI64::new(1_700_000_000_000_000));
        Self { store: location.open().await, location, clock, rows }
    }

    /// Adds users. Their customer ids are their user names.
    pub(crate) async fn enters<const N: usize>(&mut self, names: [&str; N]) -> [Actor; N] {
        let first = self.rows.users.len();
        for (place, name) in names.iter().enumerate() {
            let id = i64::try_from(first + place + 1).expect("a small number");
            let (first_name, last_name) = name.split_once(' ').unwrap_or((name, ""));
            let username = name.to_lowercase().replace(' ', "_");
            self.rows.customers.push(CustomerRow { id_customer: username.parse().expect("an id"), user: id });
            let (first_name, last_name) = (first_name.to_owned(), last_name.to_owned());
            self.rows.users.push(UserRow { id, username, first_name, last_name, email: None, password_hash: None });
        }
        self.import_rows().await;
        std::array::from_fn(|place| self.actor(&self.rows.users[first + place]))
    }

    fn actor(&self, row: &UserRow) -> Actor {
        Actor {
            id: UserId(row.id),
            participant: row.username.parse().expect("an id"),
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
        }
    }

    /// Imports a conversation with any number of members, which cannot be opened otherwise.
    pub(crate) async fn group(&mut self, members: &[&Actor]) -> ConversationId {
        let id = i64::try_from(self.rows.conversations.len()).expect("a small number") + 1_000;
        let participants = members.iter().map(|member| member.id.0).collect();
        self.rows.conversations.push(ConversationRow { id, participants, created_at: self.now() });
        self.import_rows().await;
        ConversationId(id)
    }

    /// Imports an unread message.
    pub(crate) async fn imports_message(&mut self, conversation: ConversationId, sender: &Actor, content: &str) {
        let id = i64::try_from(self.rows.messages.len()).expect("a small number") + 1_000;
        let (conversation, sender, content) = (conversation.0, sender.id.0, content.to_owned());
        let created_at = self.now();
        self.rows.messages.push(MessageRow { id, conversation, sender, content, is_read: false, created_at });
        self.import_rows().await;
    }

    /// Replaces the text of a message without the store. `content` has no quotes.
    pub(crate) async fn rewrites(&self, message: MessageId, content: &str) {
        self.executes(&format!("update messages set content = '{content}' where id = {message}")).await;
    }

    /// Executes SQL without the store, as another program does.
    pub(crate) async fn executes(&self, sql: &str) {
        self.location.execute(sql.to_owned()).await;
    }

    async fn import_rows(&self) {
        self.store.import(&self.rows, "$argon2id$hash", BadRowPolicy::Refuse).await.expect("the rows fit");
    }

    /// Returns a time later than all before.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.fetch_add(1, Ordering::Relaxed))
    }

    /// Moves the clock.
    pub(crate) fn waits(&self, time: Duration) {
        self.clock.fetch_add(i64::try_from(time.as_micros()).expect("a short time"), Ordering::Relaxed);
    }

    /// Returns the replaced texts of a message, oldest first.
    pub(crate) async fn versions(&self, message: MessageId) -> Vec<String> {
        self.location
            .texts("select content from message_versions where message_id = $1 order by revision", message.0)
            .await
    }

    /// Opens the database once more, as another process does.
    pub(crate) async fn beside(&self) -> Arc<dyn Store> {
        self.location.open().await
    }

    /// Like [`Self::beside`], with a claim.
    pub(crate) async fn claims(&self, claim: Claim) -> Result<Arc<dyn Store>, StoreError> {
        self.location.open_claimed(claim).await
    }

    /// Returns the numbers of all migrations that were run.
    pub(crate) async fn migrations(&self) -> Vec<String> {
        self.location.texts("select cast(version as text) from _sqlx_migrations where version > $1 order by 1", 0).await
    }

    /// Closes the database and opens it again. Use [`Self::again`] for actors from before.
    pub(crate) async fn restarts(&mut self) {
        self.store.close().await;
        self.store = self.location.open().await;
    }

    /// Returns the actor with the store that was opened last.
    pub(crate) fn again(&self, actor: &Actor) -> Actor {
        Actor { store: Arc::clone(&self.store), ..actor.clone() }
    }
}
