//! Migrations of databases with data.

use charla::{MessageSearch, Timestamp, UserId};
use server::store::{self, Durability, Session, SessionKey, Store};
use sqlx::{Connection, PgConnection, SqliteConnection, migrate::Migrator};

use crate::{pgbouncer, postgres_server};

/// The last migration before sessions had a column for their user.
const BEFORE: i64 = 3;

const HASHES: [[u8; 32]; 2] = [[1; 32], [2; 32]];
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
pub(crate) const NOW: i64 = 1_760_000_000_000_000;

/// Returns SQL that inserts a user who is signed in, and a session without a user.
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

pub(crate) fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn up_to(mut all: Migrator, version: i64) -> Migrator {
    all.migrations.to_mut().retain(|migration| migration.version <= version);
    all
}

/// The last migration before `must_change_password`.
const BEFORE_ACCOUNTS: i64 = 10;

/// Two users with the password of their import, two of the demonstration, and one who has changed the password.
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
async fn users_who_still_have_a_shared_password_have_to_change_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/sqlite"), BEFORE_ACCOUNTS).run(&mut database).await.expect("tables");
    sqlx::raw_sql(PEOPLE).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    let store = store::open(&url, Durability::Full).await.expect("the database opens");
    assert_eq!(must_change(&*store).await, [true, true, false, false, false]);

    let url = postgres_server::fresh_database().await;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE_ACCOUNTS).run(&mut database).await.expect("tables");
    sqlx::raw_sql(PEOPLE).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    let store = store::open(&url, Durability::Full).await.expect("the database opens");
    assert_eq!(must_change(&*store).await, [true, true, false, false, false]);
}

async fn sessions_are_valid(store: &dyn Store) {
    let now = Timestamp::from_micros(NOW);
    let [ana, nobody] = HASHES.map(SessionKey::new);
    let session = store.session(ana, now).await.expect("an answer").expect("it is valid");
    assert_eq!((session.user, session.signed_in_at, session.counted_from), (UserId(7), None, None));
    assert_eq!(store.session(nobody, now).await.expect("an answer"), None, "nobody is signed in by it");
    let devices = store.devices(UserId(7), ana.id(), now).await.expect("devices");
    let [device] = &devices[..] else { panic!("{devices:?}") };
    assert_eq!((device.id, &device.name, device.signed_in_at), (ana.id(), &None, None));
    assert_eq!(device.seen_at, Timestamp::from_micros(NOW - DAY));
}

#[tokio::test]
async fn old_sessions_stay_valid_and_get_their_user_in_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/sqlite"), BEFORE).run(&mut database).await.expect("tables");
    let rows = rows(|bytes| format!("x'{}'", digits(bytes)));
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    sessions_are_valid(&*store::open(&url, Durability::Full).await.expect("the database opens")).await;
}

#[tokio::test]
async fn old_sessions_stay_valid_and_get_their_user_in_postgres() {
    let url = postgres_server::fresh_database().await;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE).run(&mut database).await.expect("tables");
    let rows = rows(|bytes| format!("decode('{}', 'hex')", digits(bytes)));
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    sessions_are_valid(&*store::open(&url, Durability::Full).await.expect("the database opens")).await;
}

/// The last migration before everything that is stored of a session had a column.
const BEFORE_SESSION_COLUMNS: i64 = 13;

/// Sessions as the server stored them then: one with the time of the sign-in, one from before that time was stored, and
/// one without a user.
fn rows_of_sessions(hex: fn(&[u8]) -> String) -> String {
    let ana = r#"{"axum-login.data":{"user_id":7,"auth_hash":[0,0,0,0,0,0,0,7]},"used_on_day":20370"#;
    let session = |n: u8, data: &str, rest: &str| format!("({}, {}, {rest})", hex(&[n; 32]), hex(data.as_bytes()));
    let (seen, until) = (NOW - DAY, NOW + 29 * DAY);
    format!(
        "insert into users (id, username, username_key, first_name, last_name, password_hash, search_text)
        values (7, 'ana', 'ana', 'Ana', '', '', 'ana');
        insert into sessions (token_hash, data, user_id, device, signed_in_at, seen_at, expires_at) values {}, {}, {}",
        session(
            1,
            &format!(r#"{ana},"device":"Firefox · Linux","signed_in_at":{}}}"#, NOW - 2 * DAY),
            &format!("7, 'Firefox · Linux', {}, {seen}, {until}", NOW - 2 * DAY)
        ),
        session(2, &format!(r#"{ana},"counted_from":{}}}"#, NOW - 3 * DAY), &format!("7, null, null, {seen}, {until}")),
        session(3, "{}", &format!("null, null, null, {seen}, {until}")),
    )
}

async fn sessions_are_as_they_were(store: &dyn Store) {
    let at = |days| Timestamp::from_micros(NOW + days * DAY);
    let find = |n| async move { store.session(SessionKey::new([n; 32]), at(0)).await.expect("an answer") };
    let signed_in = Session {
        user: UserId(7),
        device: Some("Firefox · Linux".to_owned()),
        signed_in_at: Some(at(-2)),
        counted_from: None,
        seen_at: at(-1),
        expires_at: at(29),
    };
    let before = Session { device: None, signed_in_at: None, counted_from: Some(at(-3)), ..signed_in.clone() };
    assert_eq!([find(1).await, find(2).await, find(3).await], [Some(signed_in), Some(before), None]);
    assert_eq!(store.devices(UserId(7), SessionKey::new([1; 32]).id(), at(0)).await.expect("devices").len(), 2);
}

#[tokio::test]
async fn sessions_stay_as_they_are_when_their_data_gets_columns_in_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/sqlite"), BEFORE_SESSION_COLUMNS).run(&mut database).await.expect("tables");
    let rows = rows_of_sessions(|bytes| format!("x'{}'", digits(bytes)));
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    sessions_are_as_they_were(&*store::open(&url, Durability::Full).await.expect("the database opens")).await;
}

#[tokio::test]
async fn sessions_stay_as_they_are_when_their_data_gets_columns_in_postgres() {
    let url = postgres_server::fresh_database().await;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE_SESSION_COLUMNS).run(&mut database).await.expect("tables");
    let rows = rows_of_sessions(|bytes| format!("decode('{}', 'hex')", digits(bytes)));
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    sessions_are_as_they_were(&*store::open(&url, Durability::Full).await.expect("the database opens")).await;
}

/// The last migration before search text kept combining marks that are part of a word, and before deleted messages no
/// longer counted as unread.
const BEFORE_NEW_SEARCH_TEXT: i64 = 11;

/// Rows with the search text of that time. Søren has sent three messages, all unread, the second of them deleted; Ana has
/// sent one.
const OLD_ROWS: &str = "
    insert into users (id, username, username_key, first_name, last_name, password_hash, search_text) values
        (1, 'ana', 'ana', 'Ana', '', '', 'ana ana'),
        (2, 'soren', 'soren', 'Søren', 'パパ', '', 'søren ハハ soren');
    insert into conversations (id, pair_key, created_at, last_seq, activity_at) values (1, '1:2', 0, 4, 4);
    insert into members (user_id, conversation_id, sent) values (1, 1, 1), (2, 1, 3);
    insert into messages (id, conversation_id, seq, sender_id, sender_seq, content, created_at, deleted_at) values
        (1, 1, 1, 2, 1, 'Łódź', 1, null), (2, 1, 2, 2, 2, '', 2, 3), (3, 1, 3, 1, 1, 'hola', 3, null),
        (4, 1, 4, 2, 3, 'パパ', 4, null);
    update messages set signature_1 = 1, signature_2 = 1, signature_3 = 1, signature_4 = 1;";

async fn searches_and_counts_are_current(store: &dyn Store) {
    let ana = UserId(1);
    for (query, count) in [("soren", 1), ("パパ", 1), ("ハハ", 0)] {
        let found = store.search(ana, query).await.expect("a search");
        assert_eq!(found.len(), count, "{query} among people");
    }
    for _ in 0..2 {
        for (query, count) in [("lodz", 1), ("パパ", 1), ("ハハ", 0)] {
            let search = MessageSearch::new(query, None, None).expect("a search");
            let found = store.search_messages(ana, &search).await.expect("a search");
            assert_eq!(found.results.len(), count, "{query} among messages");
        }
        assert!(store.index_unindexed().await.expect("prepared"), "all of them");
    }
    let unread = |me| async move { store.stats(me).await.expect("totals").unread_messages };
    assert_eq!((unread(ana).await, unread(UserId(2)).await), (2, 1));
}

#[tokio::test]
async fn search_text_is_renewed_by_a_migration_in_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/sqlite"), BEFORE_NEW_SEARCH_TEXT).run(&mut database).await.expect("tables");
    sqlx::raw_sql(OLD_ROWS).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    searches_and_counts_are_current(&*store::open(&url, Durability::Full).await.expect("the database opens")).await;
}

#[tokio::test]
async fn search_text_is_renewed_by_two_servers_at_once_in_postgres() {
    let url = postgres_server::fresh_database().await;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE_NEW_SEARCH_TEXT).run(&mut database).await.expect("tables");
    sqlx::raw_sql(OLD_ROWS).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    let open = || store::open(&url, Durability::Full);
    let (one, other) = tokio::join!(open(), open());
    searches_and_counts_are_current(&*one.expect("the database opens")).await;
    searches_and_counts_are_current(&*other.expect("the database opens")).await;
}

/// The last migration before the one that rewrites all rows of `members`.
const BEFORE_DELETED_UNREAD: i64 = 12;

/// Returns SQL that creates a trigger, which executes `sql` when `members` is rewritten.
fn trigger_on_members(sql: &str) -> String {
    format!(
        "create table in_force (setting text);
        create function note() returns trigger language plpgsql as $$ begin {sql}; return null; end $$;
        create trigger note before update on members for each statement execute function note()"
    )
}

async fn database_with_trigger(url: &str, sql: &str) -> PgConnection {
    let mut database = PgConnection::connect(url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE_DELETED_UNREAD).run(&mut database).await.expect("tables");
    let trigger = trigger_on_members(sql);
    sqlx::raw_sql(sqlx::AssertSqlSafe(trigger)).execute(&mut database).await.expect("a trigger");
    database
}

#[tokio::test]
async fn a_migration_has_no_timeout_and_may_scan_tables() {
    let direct = postgres_server::fresh_database().await;
    let (session, behind_session) = pgbouncer::fresh_database("session").await;
    let (transaction, behind_transaction) = pgbouncer::fresh_database("transaction").await;
    for (url, direct) in [(&direct, &direct), (&session, &behind_session), (&transaction, &behind_transaction)] {
        let note = "insert into in_force
            select current_setting(name) from unnest(array[
                'statement_timeout', 'lock_timeout', 'enable_seqscan', 'client_min_messages'
            ]) name";
        let mut database = database_with_trigger(direct, note).await;
        store::open(url, Durability::Full).await.expect("the database opens").close().await;
        let in_force: Vec<String> =
            sqlx::query_scalar("select setting from in_force").fetch_all(&mut database).await.expect("settings");
        assert_eq!(in_force, ["0", "0", "on", "warning"], "{url}");
    }
}

#[tokio::test]
async fn a_migration_that_fails_says_why() {
    let url = postgres_server::fresh_database().await;
    let fails = "raise exception 'it takes too long' using errcode = 'query_canceled'";
    database_with_trigger(&url, fails).await.close().await.expect("closed");
    let said = store::open(&url, Durability::Full).await.map(drop).expect_err("refused").to_string();
    assert!(said.contains("migration 13") && said.contains("it takes too long"), "{said}");
}
