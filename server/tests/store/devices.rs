use charla::{SessionId, Timestamp, UserId, limits::DEVICES};
use server::store::{Session, SessionKey};

use crate::{actor::Actor, test_database::TestDatabase};

const LATER: i64 = 1_000_000;

fn key(n: u8) -> SessionKey {
    SessionKey::new([n; 32])
}

fn id(n: u8) -> SessionId {
    key(n).id()
}

fn now() -> Timestamp {
    Timestamp::from_micros(10)
}

impl Actor {
    fn session_by(&self, n: u8, seen_at: i64) -> Session {
        Session {
            user: self.id,
            device: Some(format!("Firefox {n}")),
            signed_in_at: Some(Timestamp::from_micros(1)),
            counted_from: None,
            seen_at: Timestamp::from_micros(seen_at),
            expires_at: Timestamp::from_micros(LATER),
        }
    }

    async fn signs_in_by(&self, n: u8, seen_at: i64) -> Vec<SessionKey> {
        let session = self.session_by(n, seen_at);
        let created = self.store.create_session(key(n), session, "$argon2id$hash", None).await;
        let ended = created.expect("an answer").expect("saved");
        assert!(ended.iter().all(|(_, user)| *user == self.id), "{ended:?}");
        ended.into_iter().map(|(key, _)| key).collect()
    }

    async fn devices_from(&self, n: u8) -> Vec<SessionId> {
        let devices = self.store.devices(self.id, id(n), now()).await.expect("one's own devices");
        assert!(devices.iter().all(|device| device.is_this == (device.id == id(n))));
        devices.iter().map(|device| device.id).collect()
    }

    async fn is_in(&self, n: u8) -> bool {
        self.store.session(key(n), now()).await.expect("an answer").is_some()
    }
}

pub(crate) async fn a_users_devices_are_listed_with_the_current_one_first(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    for (n, seen_at) in [(1, 5), (2, 9), (3, 7)] {
        ana.signs_in_by(n, seen_at).await;
    }
    luis.signs_in_by(4, 8).await;
    assert_eq!(ana.devices_from(1).await, [1, 2, 3].map(id));
    assert_eq!(luis.devices_from(4).await, [id(4)]);
    let device = &ana.store.devices(ana.id, id(1), now()).await.expect("devices")[0];
    let at = |micros| Timestamp::from_micros(micros);
    assert_eq!((device.name.as_deref(), device.signed_in_at, device.seen_at), (Some("Firefox 1"), Some(at(1)), at(5)));
    let expired = ana.store.devices(ana.id, id(1), Timestamp::from_micros(LATER)).await.expect("an answer");
    assert_eq!(expired, []);
}

pub(crate) async fn the_session_used_longest_ago_ends_when_there_are_too_many(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let most = u8::try_from(DEVICES).expect("a small number");
    luis.signs_in_by(200, 0).await;
    for n in 1..=most {
        // The first session was used last.
        assert_eq!(ana.signs_in_by(n, if n == 1 { 1_000 } else { i64::from(n) }).await, []);
    }
    // The new session stays, even if its time of use is the oldest.
    assert_eq!(ana.signs_in_by(100, 0).await, [key(2)]);
    assert_eq!(ana.signs_in_by(101, 1_001).await, [key(100)]);
    let listed = ana.devices_from(101).await;
    assert_eq!((listed.len(), listed[0], listed[1]), (usize::from(most), id(101), id(1)));
    assert!(luis.is_in(200).await, "others have their own");
}

pub(crate) async fn only_the_user_ends_a_session(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    ana.signs_in_by(1, 1).await;
    ana.signs_in_by(2, 1).await;
    let store = &database.store;
    for (who, which) in [(luis.id, 1), (UserId(999), 1), (ana.id, 9)] {
        assert_eq!(store.end_session_of(who, id(which)).await.expect("an answer"), None);
    }
    assert_eq!(store.end_session_of(ana.id, id(1)).await.expect("an answer"), Some(key(1)));
    assert!(!ana.is_in(1).await && ana.is_in(2).await);
}

pub(crate) async fn ending_all_other_sessions_leaves_those_of_other_users(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    for n in 1..=3 {
        ana.signs_in_by(n, 1).await;
    }
    luis.signs_in_by(4, 1).await;
    let mut ended = database.store.end_other_sessions(ana.id, id(2)).await.expect("an answer");
    ended.sort();
    assert_eq!(ended, [key(1), key(3)]);
    assert!(ana.is_in(2).await && luis.is_in(4).await);
}

pub(crate) async fn a_new_password_ends_all_sessions_and_begins_one(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    for n in 1..=2 {
        ana.signs_in_by(n, 1).await;
    }
    luis.signs_in_by(3, 1).await;
    let changes = async |old: &str, n: u8| {
        database.store.change_password(old, "$argon2id$new", key(n), ana.session_by(n, 1)).await
    };
    assert_eq!(changes("$argon2id$other", 4).await.expect("an answer"), None, "not the one that stands");
    changes("$argon2id$hash", 3).await.expect_err("the token is in use, so the session cannot be stored");
    assert!(ana.is_in(1).await && ana.is_in(2).await && !ana.is_in(4).await, "and nothing ends or begins");

    let mut ended = changes("$argon2id$hash", 4).await.expect("an answer").expect("changed");
    ended.sort();
    assert_eq!(ended, [key(1), key(2)]);
    let known = async |username| database.store.credentials(username).await.expect("an answer").expect("somebody").1;
    assert_eq!(known("ana").await, "$argon2id$new");
    assert_eq!(known("luis").await, "$argon2id$hash");
    assert!(!ana.is_in(1).await && !ana.is_in(2).await && luis.is_in(3).await && ana.is_in(4).await);
    assert_eq!(changes("$argon2id$hash", 5).await.expect("an answer"), None, "only once");
}
