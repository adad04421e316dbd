//! Hydration of the server-rendered page, and the fallback when it fails.
//!
//! A script at the end of the document (`hydration.js`) handles what cannot wait for the client:
//!
//! - Until hydration it records changes that extensions and translators make to the document, and reverts them then,
//!   because the renderer finds its nodes by their order. Elements of extensions are kept after all others of their
//!   parent.
//! - A form that was submitted before hydration is not submitted again: while its answer is on the way, the client does
//!   not hydrate.
//! - After a panic the client's state is unknown. Its listeners are bypassed, so that links and forms work as without
//!   scripts; the page informs the user and is reloaded once. Typed text is kept.

use leptos::{nonce::use_nonce, prelude::*};
use wasm_bindgen::{JsCast, JsValue};

use crate::i18n::use_texts;

const SCRIPT: &str = include_str!("hydration.js");

/// Renders the script. It must come after everything that is hydrated.
#[component]
pub(crate) fn HydrationGuard() -> impl IntoView {
    let texts = use_texts();
    view! {
        <script nonce=use_nonce() data-reloading=texts.hydration_failed data-plain=texts.plain_page>
            {SCRIPT}
        </script>
    }
}

/// Prepares hydration: returns whether the client may hydrate; the page is then as the server rendered it.
pub fn takes_over() -> bool {
    // A cached page of an older server has no guard.
    call("takesOver").is_none_or(|answer| answer.is_truthy())
}

/// Stops the client: the page works without it from now on.
pub fn fail() {
    let _ = call("fail");
}

pub(crate) fn has_failed() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-plain"))
}

/// Whether a hydrated element is a `T`, else stops the client. Hydration finds elements by order, not by type.
pub(crate) fn expect_element<T: JsCast>(found: &impl AsRef<JsValue>) -> bool {
    let is_expected = found.as_ref().has_type::<T>();
    if !is_expected {
        fail();
    }
    is_expected
}

fn call(name: &str) -> Option<JsValue> {
    let guard = js_sys::Reflect::get(&window(), &"charla".into()).ok()?;
    let function: js_sys::Function = js_sys::Reflect::get(&guard, &name.into()).ok()?.dyn_into().ok()?;
    function.call0(&guard).ok()
}
