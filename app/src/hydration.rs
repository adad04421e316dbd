//! The way from the page that the server made to the one that lives, and back where that fails.
//!
//! A script at the end of the document (`hydration.js`) sees to what cannot wait for the client:
//!
//! - Until the client takes over it notes what extensions and translators do to the document, and undoes it then: the
//!   renderer finds its nodes by their order. Elements of extensions stay, after all others of their parent.
//! - A form that was sent before is not sent again: while its answer is on the way the client does not take over.
//! - After a panic nothing can be said of the client's state. Its listeners are bypassed, so that links and forms do
//!   what they do without scripts; the page says so, and is loaded once more. What was typed goes along.

use leptos::{nonce::use_nonce, prelude::*};
use wasm_bindgen::{JsCast, JsValue};

use crate::i18n::use_texts;

const SCRIPT: &str = include_str!("hydration.js");

/// After everything that is hydrated.
#[component]
pub(crate) fn HydrationGuard() -> impl IntoView {
    let texts = use_texts();
    view! {
        <script nonce=use_nonce() data-reloading=texts.hydration_failed data-plain=texts.plain_page>
            {SCRIPT}
        </script>
    }
}

/// Whether the client may take over the page, which is then as the server made it.
#[must_use]
pub fn takes_over() -> bool {
    // A kept page of an older server has no guard.
    call("takesOver").is_none_or(|answer| answer.is_truthy())
}

/// From here on the page works without the client.
pub fn fail() {
    let _ = call("fail");
}

pub(crate) fn has_failed() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-plain"))
}

/// Hydration goes by order and not by kind: what is found in the place of a `T` may be something else.
pub(crate) fn expect_element<T: JsCast>(found: &impl AsRef<JsValue>) -> bool {
    let is_so = found.as_ref().has_type::<T>();
    if !is_so {
        fail();
    }
    is_so
}

fn call(name: &str) -> Option<JsValue> {
    let guard = js_sys::Reflect::get(&window(), &"charla".into()).ok()?;
    let function: js_sys::Function = js_sys::Reflect::get(&guard, &name.into()).ok()?.dyn_into().ok()?;
    function.call0(&guard).ok()
}
