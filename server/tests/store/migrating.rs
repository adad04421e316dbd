//! Databases from before: what is in them stays what it was.

use charla::{Timestamp, UserId};
use server::{
    session::SessionKey,
    store::{Durability, PostgresStore, SqliteStore, Store},
};
use sqlx::{Connection, PgConnection, SqliteConnection, migrate::Migrator};

use crate::postgres_server;

/// Before sessions knew their users.
const BEFORE: i64 = 3;

const HASHES: [[u8; 32]; 2] = [[1; 32], [2; 32]];
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
const NOW: i64 = 1_760_000_000_000_000;

/// Somebody who is signed in, and a session of nobody.
fn rows(hex: fn(&[u8]) -> String) -> String {
    let ana = br#"{"axum-login.data":{"user_id":7,"auth_hash":[0,7]},"used_on_day":20000}"#;
    let session = |hash: &[u8], data: &[u8]| format!("({}, {}, {})", hex(hash), hex(data), NOW + 29 * DAY);
    format!(
        "insert into users (id, username, username_key, first_name, last_name, password_hash, search_text)
        values (7, 'ana', 'ana', 'Ana', '', '', 'ana');
        insert into sessions (token_hash, data, expires_at) values {}, {}",
        session(&HASHES[0], ana),
        session(&HASHES[1], b"{}"),
    )
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn up_to(mut all: Migrator, version: i64) -> Migrator {
    all.migrations.to_mut().retain(|migration| migration.version <= version);
    all
}

/// Before it was known which passwords are shared.
const BEFORE_ACCOUNTS: i64 = 10;

/// Two with the password of their import, two of a demonstration, and one who has changed it.
const PEOPLE: &str = "
    insert into users (id, username, username_key, first_name, last_name, email, password_hash, search_text) values
    (1, 'a', 'a', '', '', 'a@mercado.es', 'shared', ''), (2, 'b', 'b', '', '', null, 'shared', ''),
    (3, 'c', 'c', '', '', 'c@mercado.example', 'demo', ''), (4, 'd', 'd', '', '', 'd@mercado.example', 'demo', ''),
    (5, 'e', 'e', '', '', 'e@mercado.es', 'own', '')";

async fn must_change(store: &dyn Store) -> Vec<bool> {
    let mut must_change = Vec::new();
    for id in 1..=5 {
        let user = store.user(UserId(id)).await.expect("an answer").expect("somebody");
        must_change.push(user.must_change_password);
    }
    must_change
}

#[tokio::test]
async fn those_who_still_share_their_first_password_have_to_change_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/sqlite"), BEFORE_ACCOUNTS).run(&mut database).await.expect("tables");
    sqlx::raw_sql(PEOPLE).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    let store = SqliteStore::open(&url, Durability::Full).await.expect("the database opens");
    assert_eq!(must_change(&store).await, [true, true, false, false, false]);

    let url = postgres_server::fresh_database().await;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE_ACCOUNTS).run(&mut database).await.expect("tables");
    sqlx::raw_sql(PEOPLE).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    let store = PostgresStore::open(&url, Durability::Full).await.expect("the database opens");
    assert_eq!(must_change(&store).await, [true, true, false, false, false]);
}

async fn still_holds(store: &dyn Store) {
    let now = Timestamp::from_micros(NOW);
    let [ana, nobody] = HASHES.map(|hash| SessionKey::of_hash(&hash).expect("a hash"));
    for key in [ana, nobody] {
        assert!(store.session(key.as_bytes(), now).await.expect("an answer").is_some(), "it is valid");
    }
    let devices = store.devices(UserId(7), ana.id(), now).await.expect("devices");
    let [device] = &devices[..] else { panic!("{devices:?}") };
    assert_eq!((device.id, &device.name, device.signed_in_at), (ana.id(), &None, None));
    assert_eq!(device.seen_at, Timestamp::from_micros(NOW - DAY));
}

#[tokio::test]
async fn sessions_from_before_stay_valid_and_are_their_users_in_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/sqlite"), BEFORE).run(&mut database).await.expect("tables");
    let rows = rows(|bytes| format!("x'{}'", digits(bytes)));
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    still_holds(&SqliteStore::open(&url, Durability::Full).await.expect("the database opens")).await;
}

#[tokio::test]
async fn sessions_from_before_stay_valid_and_are_their_users_in_postgres() {
    let url = postgres_server::fresh_database().await;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE).run(&mut database).await.expect("tables");
    let rows = rows(|bytes| format!("decode('{}', 'hex')", digits(bytes)));
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    still_holds(&PostgresStore::open(&url, Durability::Full).await.expect("the database opens")).await;
}
