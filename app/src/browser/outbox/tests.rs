//! Runs in a real browser with `wasm-bindgen-test`. Each test has its own users, because all tests share one storage.

use charla::{ConversationId, Timestamp};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

fn unsent(content: &str) -> Unsent {
    Unsent::new(ClientId::generate(), ConversationId(1), content.into(), Timestamp::from_millis(1_700_000_000_000))
}

fn stored(user: UserId, client_id: ClientId) -> Option<String> {
    storage().expect("a storage").get_item(&key(user, client_id)).expect("readable")
}

#[wasm_bindgen_test]
fn a_stored_message_stays_until_it_is_sent_or_deleted_and_other_users_do_not_see_it() {
    let (ana, luis) = (UserId(101), UserId(10));
    let (one, two) = (unsent("uno\n🙂"), unsent("dos"));
    keep(ana, &one);
    keep(ana, &two);
    let mut all = kept(ana);
    all.sort_by_key(|unsent| unsent.client_id);
    assert_eq!(all, [one.clone(), two.clone()]);
    assert_eq!(kept(luis), []);
    sent(ana, one.client_id);
    delete(ana, two.client_id);
    assert_eq!((kept(ana), stored(ana, one.client_id), stored(ana, two.client_id)), (vec![], None, None));
}

#[wasm_bindgen_test]
fn unreadable_values_are_skipped() {
    let ana = UserId(102);
    let (good, other) = (unsent("buena"), unsent("otra"));
    keep(ana, &good);
    let storage = storage().expect("a storage");
    let foreign = serde_json::to_string(&other).expect("as JSON");
    let garbage = ["", "{", "[]", "null", SENT, r#"{"client_id":1}"#, &foreign];
    let keys: Vec<_> = garbage.iter().map(|_| key(ana, ClientId::generate())).chain(["outbox/102/x".into()]).collect();
    for (key, value) in keys.iter().zip(garbage.iter().chain(["x"].iter())) {
        storage.set_item(key, value).expect("room");
    }
    assert_eq!(kept(ana), std::slice::from_ref(&good));
    for key in keys {
        storage.remove_item(&key).expect("removed");
    }
    delete(ana, good.client_id);
}

#[wasm_bindgen_test]
fn a_change_does_not_restore_a_message_that_another_tab_sent() {
    let ana = UserId(103);
    let one = unsent("una vez");
    keep(ana, &one);
    sent(ana, one.client_id);
    keep_change(ana, &one);
    assert_eq!(kept(ana), []);
}

#[wasm_bindgen_test]
fn another_tab_distinguishes_sent_messages_from_deleted_ones() {
    let (ana, luis) = (UserId(104), UserId(4));
    let one = unsent("hola");
    let key = key(ana, one.client_id);
    let json = serde_json::to_string(&one).expect("as JSON");
    let reported =
        |user, old: Option<&str>, new: Option<&str>| change(user, &key, old.map(Into::into), new.map(Into::into));
    assert_eq!(reported(ana, None, Some(&json)), Some(Change::Kept(one.clone())));
    assert_eq!(reported(ana, Some(&json), None), Some(Change::Deleted(one.clone())));
    assert_eq!(reported(ana, Some(&json), Some(SENT)), Some(Change::Sent(one.clone())));
    assert_eq!(reported(ana, Some(SENT), None), None);
    assert_eq!(reported(luis, None, Some(&json)), None);
}
