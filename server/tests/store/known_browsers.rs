use charla::{Timestamp, limits::DEVICES};
use server::store::{Session, SessionKey};

use crate::test_database::TestDatabase;

fn token(n: u32) -> [u8; 4] {
    n.to_be_bytes()
}

pub(crate) async fn a_browser_is_known_for_each_user_who_signed_in_with_it(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let store = &database.store;
    let knows = async |username: &str, n: u32| store.knows_browser(username, &token(n)).await.expect("an answer");
    assert!(!knows("ana", 1).await);
    for at in [1, 2] {
        store.remember_browser(ana.id, &token(1), Timestamp::from_micros(at)).await.expect("remembered");
    }
    assert!(knows("ana", 1).await && knows(" ANA ", 1).await, "the user name as at sign-in");
    assert!(!knows("ana", 2).await && !knows("luis", 1).await && !knows("ana\0", 1).await);
    store.remember_browser(luis.id, &token(1), Timestamp::from_micros(3)).await.expect("remembered");
    assert!(knows("luis", 1).await && knows("ana", 1).await, "a family has one browser");

    for n in 0..DEVICES {
        store.remember_browser(ana.id, &token(100 + n), Timestamp::from_micros(10)).await.expect("remembered");
    }
    assert!(!knows("ana", 1).await && knows("ana", 100).await && knows("luis", 1).await);
    let (old, new) = ("$argon2id$hash", "$argon2id$new");
    let session = Session {
        user: ana.id,
        device: None,
        signed_in_at: None,
        counted_from: None,
        seen_at: Timestamp::from_micros(1),
        expires_at: Timestamp::from_micros(1),
    };
    store.change_password(old, new, SessionKey::new([1; 32]), session).await.expect("an answer").expect("changed");
    assert!(!knows("ana", 100).await, "with a new password all is forgotten");
}
