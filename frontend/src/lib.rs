//! The entry of the browser's half: takes over the page that the server rendered.

use app::{App, hydration};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        hydration::fail();
    }));
    if hydration::takes_over() {
        leptos::mount::hydrate_body(App);
    }
}
