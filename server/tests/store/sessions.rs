use charla::{Timestamp, UserId};
use server::store::Session;

use crate::test_database::TestDatabase;

const TOKEN: &[u8] = b"hash of a token";

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

    store.create_session(TOKEN, until(ana, 10), None).await.expect("saved");
    assert_eq!(at(9).await.expect("an answer"), Some(until(ana, 10)));
    assert_eq!(at(10).await.expect("an answer"), None);

    let counted_from = Some(Timestamp::from_micros(3));
    let prolonged = Session { counted_from, seen_at: Timestamp::from_micros(4), ..until(ana, 20) };
    assert!(store.prolong_session(TOKEN, prolonged.clone()).await.expect("saved"));
    store.create_session(b"another", until(ana, 15), None).await.expect("saved");
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
    store.create_session(TOKEN, until(ana, 10), None).await.expect("saved");
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
    store.create_session(TOKEN, until(ana, 10), None).await.expect("saved");
    store.create_session(b"new", until(luis, 10), Some(TOKEN)).await.expect("saved");
    assert_eq!((is_there(TOKEN).await, is_there(b"new").await), (None, Some(luis)));

    // Where the new one cannot be stored, the old one stays.
    let nobody = until(UserId(999), 10);
    store.create_session(b"newer", nobody, Some(b"new")).await.expect_err("nobody's");
    assert_eq!((is_there(b"newer").await, is_there(b"new").await), (None, Some(luis)));
}

pub(crate) async fn a_session_survives_a_restart(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await.map(|ana| ana.id);
    database.store.create_session(TOKEN, until(ana, 10), None).await.expect("saved");
    database.restarts().await;
    let found = database.store.session(TOKEN, Timestamp::from_micros(5)).await.expect("an answer");
    assert_eq!(found, Some(until(ana, 10)));
}
