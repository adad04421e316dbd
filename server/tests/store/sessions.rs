use charla::Timestamp;
use server::store::StoredSession;

use crate::test_database::TestDatabase;

const TOKEN: &[u8] = b"hash of a token";

fn until(micros: i64, data: &[u8]) -> StoredSession {
    StoredSession {
        data: data.to_vec(),
        user: None,
        device: None,
        signed_in_at: None,
        seen_at: Timestamp::from_micros(1),
        expires_at: Timestamp::from_micros(micros),
    }
}

pub(crate) async fn a_session_ends_at_its_time(database: TestDatabase) {
    let store = &database.store;
    let at = |micros| store.session(TOKEN, Timestamp::from_micros(micros));
    assert_eq!(at(0).await.expect("an answer"), None);

    store.create_session(TOKEN, until(10, b"one")).await.expect("saved");
    assert_eq!(at(9).await.expect("an answer"), Some(until(10, b"one")));
    assert_eq!(at(10).await.expect("an answer"), None);

    store.save_session(TOKEN, until(20, b"two")).await.expect("saved");
    store.create_session(b"another", until(15, b"")).await.expect("saved");
    assert_eq!(at(10).await.expect("an answer"), Some(until(20, b"two")));
    let expired = store.delete_expired_sessions(Timestamp::from_micros(15)).await.expect("an answer");
    assert_eq!(expired, [(b"another".to_vec(), None)]);
    assert_eq!(at(10).await.expect("an answer"), Some(until(20, b"two")));

    let asked: [&[u8]; 3] = [TOKEN, b"another", b"never there"];
    let ended = store.ended_sessions(&asked, Timestamp::from_micros(15)).await.expect("an answer");
    assert_eq!(ended, [&b"another"[..], b"never there"]);
    assert_eq!(store.ended_sessions(&asked, Timestamp::from_micros(20)).await.expect("an answer").len(), 3);

    store.delete_session(TOKEN).await.expect("deleted");
    store.delete_session(TOKEN).await.expect("nothing to do is no error");
    assert_eq!(at(10).await.expect("an answer"), None);
}

pub(crate) async fn a_deleted_session_does_not_come_back(database: TestDatabase) {
    let store = &database.store;
    store.create_session(TOKEN, until(10, b"one")).await.expect("saved");
    store.delete_session(TOKEN).await.expect("deleted");
    store.save_session(TOKEN, until(20, b"two")).await.expect("nothing to do is no error");
    assert_eq!(store.session(TOKEN, Timestamp::from_micros(5)).await.expect("an answer"), None);
}

pub(crate) async fn a_session_survives_a_restart(mut database: TestDatabase) {
    database.store.create_session(TOKEN, until(10, b"one")).await.expect("saved");
    database.restarts().await;
    let found = database.store.session(TOKEN, Timestamp::from_micros(5)).await.expect("an answer");
    assert_eq!(found, Some(until(10, b"one")));
}
