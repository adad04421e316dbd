use std::time::Duration;

use charla::{Timestamp, UserId};
use server::store::{Session, Store};
use sqlx::{Connection, PgConnection};

use crate::{
    postgres_server,
    test_database::{TestDatabase, postgres_at},
};

const TOKEN: &[u8] = b"hash of a token";

const HASH: &str = "$argon2id$hash";

async fn creates(store: &dyn Store, token_hash: &[u8], session: Session) {
    let created = store.create_session(token_hash, session, HASH, None).await.expect("an answer");
    assert_eq!(created, Some(vec![]));
}

fn until(user: UserId, micros: i64) -> Session {
    Session {
        user,
        device: Some("Firefox · Linux".to_owned()),
        signed_in_at: Some(Timestamp::from_micros(1)),
        counted_from: None,
        seen_at: Timestamp::from_micros(2),
        expires_at: Timestamp::from_micros(micros),
    }
}

pub(crate) async fn a_session_ends_at_its_time(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    let store = &database.store;
    let at = |micros| store.session(TOKEN, Timestamp::from_micros(micros));
    assert_eq!(at(0).await.expect("an answer"), None);

    creates(&**store, TOKEN, until(ana, 10)).await;
    assert_eq!(at(9).await.expect("an answer"), Some(until(ana, 10)));
    assert_eq!(at(10).await.expect("an answer"), None);

    let counted_from = Some(Timestamp::from_micros(3));
    let prolonged = Session { counted_from, seen_at: Timestamp::from_micros(4), ..until(ana, 20) };
    assert!(store.prolong_session(TOKEN, prolonged.clone()).await.expect("saved"));
    creates(&**store, b"another", until(ana, 15)).await;
    assert_eq!(at(10).await.expect("an answer"), Some(prolonged.clone()));
    let expired = store.delete_expired_sessions(Timestamp::from_micros(15)).await.expect("an answer");
    assert_eq!(expired, [(b"another".to_vec(), ana)]);
    assert_eq!(at(10).await.expect("an answer"), Some(prolonged));

    let asked: [&[u8]; 3] = [TOKEN, b"another", b"never there"];
    let ended = store.ended_sessions(&asked, Timestamp::from_micros(15)).await.expect("an answer");
    assert_eq!(ended, [&b"another"[..], b"never there"]);
    assert_eq!(store.ended_sessions(&asked, Timestamp::from_micros(20)).await.expect("an answer").len(), 3);

    store.delete_session(TOKEN).await.expect("deleted");
    store.delete_session(TOKEN).await.expect("nothing to do is no error");
    assert_eq!(at(10).await.expect("an answer"), None);
}

pub(crate) async fn a_deleted_session_does_not_come_back(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    let store = &database.store;
    creates(&**store, TOKEN, until(ana, 10)).await;
    store.delete_session(TOKEN).await.expect("deleted");
    assert!(!store.prolong_session(TOKEN, until(ana, 20)).await.expect("nothing to do is no error"));
    assert_eq!(store.session(TOKEN, Timestamp::from_micros(5)).await.expect("an answer"), None);
}

pub(crate) async fn a_session_takes_the_place_of_another(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await.map(|actor| actor.id);
    let store = &database.store;
    let is_there = async |hash: &[u8]| {
        store.session(hash, Timestamp::from_micros(5)).await.expect("an answer").map(|session| session.user)
    };
    creates(&**store, TOKEN, until(ana, 10)).await;
    let replaced = store.create_session(b"new", until(luis, 10), HASH, Some(TOKEN)).await.expect("an answer");
    assert_eq!(replaced, Some(vec![(TOKEN.to_vec(), ana)]), "with the user that it had");
    assert_eq!((is_there(TOKEN).await, is_there(b"new").await), (None, Some(luis)));

    // Where the new one cannot be stored, the old one stays.
    creates(&**store, TOKEN, until(ana, 10)).await;
    store.create_session(TOKEN, until(luis, 10), HASH, Some(b"new")).await.expect_err("the token is in use");
    assert_eq!((is_there(TOKEN).await, is_there(b"new").await), (Some(ana), Some(luis)));
    for (user, hash) in [(UserId(999), HASH), (luis, "$argon2id$other")] {
        let created = store.create_session(b"newer", until(user, 10), hash, Some(b"new")).await.expect("an answer");
        assert_eq!(created, None);
        assert_eq!((is_there(b"newer").await, is_there(b"new").await), (None, Some(luis)));
    }
}

pub(crate) async fn a_session_survives_a_restart(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    creates(&*database.store, TOKEN, until(ana, 10)).await;
    database.restarts().await;
    let found = database.store.session(TOKEN, Timestamp::from_micros(5)).await.expect("an answer");
    assert_eq!(found, Some(until(ana, 10)));
}

pub(crate) async fn many_expired_sessions_are_deleted_in_parts(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    creates(&*database.store, TOKEN, until(ana, 10)).await;
    database
        .executes(&format!(
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1200)
             insert into sessions (token_hash, user_id, seen_at, expires_at)
             select unhex(cast(10000000 + n as text)), {ana}, 1, 2 from numbers"
        ))
        .await;
    let mut parts = Vec::new();
    while parts.last() != Some(&0) {
        let deleted = database.store.delete_expired_sessions(Timestamp::from_micros(5)).await.expect("an answer");
        parts.push(deleted.len());
    }
    assert_eq!(parts, [500, 500, 200, 0]);
    assert!(database.store.session(TOKEN, Timestamp::from_micros(5)).await.expect("an answer").is_some());
}

pub(crate) async fn no_session_with_the_old_password_outlives_a_change(mut database: TestDatabase) {
    const ROUNDS: u8 = 20;
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    let (store, beside) = (&database.store, database.beside().await);
    let (mut old, mut new) = (HASH, "$argon2id$new");
    for round in 0..ROUNDS {
        let tokens = [0, 1, 2].map(|n| [round, n]);
        let signs_in = |n: usize| beside.create_session(&tokens[n], until(ana, 10), old, None);
        let changer = [round];
        let change = store.change_password(old, new, &changer, until(ana, 10));
        let (first, second, changed, third) = tokio::join!(signs_in(0), signs_in(1), change, signs_in(2));
        assert!(changed.expect("an answer").is_some());
        for answer in [first, second, third] {
            answer.expect("an answer");
        }
        let of_change = store.session(&changer, Timestamp::from_micros(5)).await.expect("an answer");
        assert!(of_change.is_some(), "round {round}");
        for token in &tokens {
            let found = store.session(token, Timestamp::from_micros(5)).await.expect("an answer");
            assert_eq!(found, None, "round {round}");
        }
        let late = store.create_session(b"late", until(ana, 10), old, None).await.expect("an answer");
        assert_eq!(late, None, "round {round}");
        (old, new) = (new, old);
    }
}

#[tokio::test]
async fn a_sign_in_waits_for_a_change_of_the_password_that_is_not_committed() {
    let url = postgres_server::fresh_database().await;
    let mut database = TestDatabase::new(postgres_at(url.clone())).await;
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    let mut other = PgConnection::connect(&url).await.expect("a database");
    let mut change = other.begin().await.expect("a transaction");
    let put = sqlx::query("update users set password_hash = '$argon2id$new' where id = $1").bind(ana.0);
    put.execute(&mut *change).await.expect("a new password");

    let mut sign_in = database.store.create_session(TOKEN, until(ana, 10), HASH, None);
    let early = tokio::time::timeout(Duration::from_millis(500), &mut sign_in).await;
    assert!(early.is_err(), "{early:?}");
    change.commit().await.expect("stored");
    assert_eq!(sign_in.await.expect("an answer"), None);
}
