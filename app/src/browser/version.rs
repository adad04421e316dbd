//! The build of the client that the page came with. A server that was replaced by a newer one answers with another.

use std::pin::pin;

use futures::future::{Either, select};
use js_sys::Reflect;
use leptos::prelude::{document, window};

use super::{is_hidden, next_event, pause, tell_page};

/// The event of the window that tells of another build.
pub const CHANGED: &str = "charla-build";

/// Not all pages come back to the new server in one moment.
const SPREAD_MILLIS: f64 = 20_000.0;

/// A user who does nothing for so long is not disturbed by a reload.
const IDLE_MILLIS: u32 = 30_000;

/// Of this tab: the build whose page was reloaded last. Where servers of two builds stand side by side, the page would
/// otherwise be reloaded without end.
const RELOADED: &str = "reloaded-build";

/// As the document says.
pub fn own() -> Option<String> {
    document().document_element()?.get_attribute("data-build")
}

/// What the server answered with. Whether the page is of another build.
pub fn hear(build: Option<&str>) -> bool {
    let is_another = build.zip(own()).is_some_and(|(build, own)| build != own);
    if is_another {
        tell_page(CHANGED);
    }
    is_another
}

/// Once, while the page is hidden or nobody touches it, and nothing is typed that would be lost.
pub async fn reload_unnoticed() {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 20,000")]
    pause((js_sys::Math::random() * SPREAD_MILLIS) as u32).await;
    let Some((storage, own)) = window().session_storage().ok().flatten().zip(own()) else { return };
    if storage.get_item(RELOADED).ok().flatten().as_ref() == Some(&own) {
        return;
    }
    while !is_hidden() || is_anything_typed() {
        let touched = pin!(next_event(&["pointerdown", "keydown", "wheel", "touchstart", "visibilitychange"]));
        let is_idle = matches!(select(touched, pin!(pause(IDLE_MILLIS))).await, Either::Right(_));
        if is_idle && !is_anything_typed() {
            break;
        }
    }
    if storage.set_item(RELOADED, &own).is_ok() {
        reload();
    }
}

pub fn reload() {
    // Refused, the page stays as it is.
    let _ = window().location().reload();
}

/// In any field of the page.
fn is_anything_typed() -> bool {
    let Ok(fields) = document().query_selector_all("textarea, input:not([type=hidden])") else { return false };
    let get = |field: &web_sys::Node, name: &str| Reflect::get(field, &name.into()).ok();
    (0..fields.length())
        .filter_map(|place| fields.get(place))
        .any(|field| get(&field, "value") != get(&field, "defaultValue"))
}
