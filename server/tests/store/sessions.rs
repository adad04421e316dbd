use std::time::Duration;

use charla::{Timestamp, UserId};
use server::store::{Session, SessionKey, Store};
use sqlx::{Connection, PgConnection};

use crate::{
    postgres_server,
    test_database::{TestDatabase, postgres_at},
};

const KEY: SessionKey = key(1);

const HASH: &str = "$argon2id$hash";

const fn key(number: u8) -> SessionKey {
    SessionKey::new([number; 32])
}

async fn creates(store: &dyn Store, key: SessionKey, session: Session) {
    let created = store.create_session(key, session, HASH, None).await.expect("an answer");
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
    let [another, never_stored] = [key(2), key(3)];
    let at = |micros| store.session(KEY, Timestamp::from_micros(micros));
    assert_eq!(at(0).await.expect("an answer"), None);

    creates(&**store, KEY, until(ana, 10)).await;
    assert_eq!(at(9).await.expect("an answer"), Some(until(ana, 10)));
    assert_eq!(at(10).await.expect("an answer"), None);

    let counted_from = Some(Timestamp::from_micros(3));
    let prolonged = Session { counted_from, seen_at: Timestamp::from_micros(4), ..until(ana, 20) };
    assert!(store.prolong_session(KEY, prolonged.clone()).await.expect("saved"));
    creates(&**store, another, until(ana, 15)).await;
    assert_eq!(at(10).await.expect("an answer"), Some(prolonged.clone()));
    let expired = store.delete_expired_sessions(Timestamp::from_micros(15)).await.expect("an answer");
    assert_eq!(expired, [(another, ana)]);
    assert_eq!(at(10).await.expect("an answer"), Some(prolonged));

    let asked = [KEY, another, never_stored];
    let ended = store.ended_sessions(&asked, Timestamp::from_micros(15)).await.expect("an answer");
    assert_eq!(ended, [another, never_stored]);
    assert_eq!(store.ended_sessions(&asked, Timestamp::from_micros(20)).await.expect("an answer").len(), 3);

    store.delete_session(KEY).await.expect("deleted");
    store.delete_session(KEY).await.expect("nothing to do is no error");
    assert_eq!(at(10).await.expect("an answer"), None);
}

pub(crate) async fn a_deleted_session_does_not_come_back(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    let store = &database.store;
    creates(&**store, KEY, until(ana, 10)).await;
    store.delete_session(KEY).await.expect("deleted");
    assert!(!store.prolong_session(KEY, until(ana, 20)).await.expect("nothing to do is no error"));
    assert_eq!(store.session(KEY, Timestamp::from_micros(5)).await.expect("an answer"), None);
}

pub(crate) async fn a_session_takes_the_place_of_another(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await.map(|actor| actor.id);
    let store = &database.store;
    let [new, newer] = [key(2), key(3)];
    let is_there = async |key: SessionKey| {
        store.session(key, Timestamp::from_micros(5)).await.expect("an answer").map(|session| session.user)
    };
    creates(&**store, KEY, until(ana, 10)).await;
    let replaced = store.create_session(new, until(luis, 10), HASH, Some(KEY)).await.expect("an answer");
    assert_eq!(replaced, Some(vec![(KEY, ana)]), "with the user that it had");
    assert_eq!((is_there(KEY).await, is_there(new).await), (None, Some(luis)));

    // Where the new one cannot be stored, the old one stays.
    creates(&**store, KEY, until(ana, 10)).await;
    store.create_session(KEY, until(luis, 10), HASH, Some(new)).await.expect_err("the token is in use");
    assert_eq!((is_there(KEY).await, is_there(new).await), (Some(ana), Some(luis)));
    for (user, hash) in [(UserId(999), HASH), (luis, "$argon2id$other")] {
        let created = store.create_session(newer, until(user, 10), hash, Some(new)).await.expect("an answer");
        assert_eq!(created, None);
        assert_eq!((is_there(newer).await, is_there(new).await), (None, Some(luis)));
    }
}

pub(crate) async fn a_session_survives_a_restart(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    creates(&*database.store, KEY, until(ana, 10)).await;
    database.restarts().await;
    let found = database.store.session(KEY, Timestamp::from_micros(5)).await.expect("an answer");
    assert_eq!(found, Some(until(ana, 10)));
}

pub(crate) async fn many_expired_sessions_are_deleted_in_parts(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    creates(&*database.store, KEY, until(ana, 10)).await;
    database
        .executes(&format!(
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1200)
             insert into sessions (token_hash, user_id, seen_at, expires_at)
             select unhex(cast(10000000 + n as text) || '{}'), {ana}, 1, 2 from numbers",
            "0".repeat(56)
        ))
        .await;
    let mut parts = Vec::new();
    while parts.last() != Some(&0) {
        let deleted = database.store.delete_expired_sessions(Timestamp::from_micros(5)).await.expect("an answer");
        parts.push(deleted.len());
    }
    assert_eq!(parts, [500, 500, 200, 0]);
    assert!(database.store.session(KEY, Timestamp::from_micros(5)).await.expect("an answer").is_some());
}

pub(crate) async fn no_session_with_the_old_password_outlives_a_change(mut database: TestDatabase) {
    const ROUNDS: u8 = 20;
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    let (store, beside) = (&database.store, database.beside().await);
    let (mut old, mut new) = (HASH, "$argon2id$new");
    for round in 0..ROUNDS {
        let keys = [0, 1, 2].map(|n| key(round * 4 + n));
        let signs_in = |n: usize| beside.create_session(keys[n], until(ana, 10), old, None);
        let changer = key(round * 4 + 3);
        let change = store.change_password(old, new, changer, until(ana, 10));
        let (first, second, changed, third) = tokio::join!(signs_in(0), signs_in(1), change, signs_in(2));
        assert!(changed.expect("an answer").is_some());
        for answer in [first, second, third] {
            answer.expect("an answer");
        }
        let of_change = store.session(changer, Timestamp::from_micros(5)).await.expect("an answer");
        assert!(of_change.is_some(), "round {round}");
        for key in keys {
            let found = store.session(key, Timestamp::from_micros(5)).await.expect("an answer");
            assert_eq!(found, None, "round {round}");
        }
        let late = store.create_session(key(99), until(ana, 10), old, None).await.expect("an answer");
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

    let mut sign_in = database.store.create_session(KEY, until(ana, 10), HASH, None);
    let early = tokio::time::timeout(Duration::from_millis(500), &mut sign_in).await;
    assert!(early.is_err(), "{early:?}");
    change.commit().await.expect("stored");
    assert_eq!(sign_in.await.expect("an answer"), None);
}
