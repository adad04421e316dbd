//! Runs in a real browser with `wasm-bindgen-test`.

use futures::FutureExt;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

const LONG: u32 = 10_000;

#[wasm_bindgen_test]
async fn a_released_lock_goes_to_the_next_waiter() {
    let first = lock("test/handed-on", LONG).await.expect("free");
    let mut second = Box::pin(lock("test/handed-on", LONG));
    assert!((&mut second).now_or_never().is_none());
    assert!(lock("test/another", LONG).await.is_some(), "another name is another lock");
    drop(first);
    assert!(second.await.is_some());
}

#[wasm_bindgen_test]
async fn waiting_for_a_lock_ends_after_a_time() {
    let held = lock("test/patience", LONG).await.expect("free");
    assert!(lock("test/patience", 1).await.is_none());
    drop(held);
    assert!(lock("test/patience", LONG).await.is_some(), "who stopped waiting does not keep it");
}
