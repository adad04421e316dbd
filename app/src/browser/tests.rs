//! Runs in a real browser with `wasm-bindgen-test`.

use futures::FutureExt;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Event;

use super::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_clock_and_its_time_zone_are_plausible() {
    assert!(now() > Timestamp::from_millis(1_700_000_000_000));
    assert!((-12 * 60..=14 * 60).contains(&utc_offset(now())));
}

#[wasm_bindgen_test]
async fn waiting_for_events_ends_at_the_first_one() {
    let mut back = Box::pin(next_event(&["online", "focus"]));
    assert!((&mut back).now_or_never().is_none());
    window().dispatch_event(&Event::new("online").expect("an event")).expect("dispatched");
    back.await;
}

#[wasm_bindgen_test]
fn the_socket_url_is_of_the_same_site() {
    let host = window().location().host().expect("a host");
    assert_eq!(socket_url(), format!("ws://{host}/ws/"));
}
