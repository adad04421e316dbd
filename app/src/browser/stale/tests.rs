//! Runs in a real browser with `wasm-bindgen-test`. Each test has its own users, because all tests share one storage.

use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
fn data_of_users_is_removed_after_a_long_absence() {
    let storage = storage().expect("a storage");
    let put = |key: &str, value: &str| storage.set_item(key, value).expect("room");
    let has = |key: &str| storage.get_item(key).expect("readable").is_some();
    let days_ago = |days: i64| (now().as_millis() - days * 24 * 60 * 60 * 1_000).to_string();
    put("seen/301", &days_ago(31));
    put("seen/302", &days_ago(29));
    let (gone, stay) = (
        ["words/301/1", "words/301/1/7", "replaced-words/301/1", "outbox/301/x", "seen/301", "draft/1"],
        ["words/302/1", "outbox/302/x", "words/303/1", "words/304/1", "theme"],
    );
    for key in gone.iter().chain(&stay) {
        if !has(key) {
            put(key, "x");
        }
    }
    forget(UserId(304));
    assert!(!gone.iter().any(|key| has(key)) && stay.iter().all(|key| has(key)));
    assert!(has("seen/303"), "from now on");
    for key in stay.iter().chain(&["seen/302", "seen/303", "seen/304"]) {
        storage.remove_item(key).expect("removed");
    }
}
