//! In a real browser: `wasm-bindgen-test`.

use futures::FutureExt;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

const LONG: u32 = 10_000;

#[wasm_bindgen_test]
async fn a_lock_is_held_by_one_at_a_time_and_handed_on() {
    let first = lock("test/handed-on", LONG).await.expect("free");
    let mut second = Box::pin(lock("test/handed-on", LONG));
    assert!((&mut second).now_or_never().is_none());
    assert!(lock("test/another", LONG).await.is_some(), "another name is another lock");
    drop(first);
    assert!(second.await.is_some());
}

#[wasm_bindgen_test]
async fn one_that_is_not_given_back_is_not_waited_for_for_ever() {
    let held = lock("test/patience", LONG).await.expect("free");
    assert!(lock("test/patience", 1).await.is_none());
    drop(held);
    assert!(lock("test/patience", LONG).await.is_some(), "who stopped waiting does not keep it");
}
