//! Detects a new build: each answer of the server names its build, and the page knows the build that it came with.

use std::pin::pin;

use futures::future::{Either, select};
use js_sys::Reflect;
use leptos::prelude::{document, window};

use super::{dispatch, is_hidden, next_event, pause};

/// The window event that reports another build.
pub const CHANGED: &str = "charla-build";

/// Reloads are spread over this time, so that not all pages load at once.
const SPREAD_MILLIS: f64 = 20_000.0;

/// A reload does not disturb a user who has been idle for this time.
const IDLE_MILLIS: u32 = 30_000;

/// Key in the session storage: the build whose page was reloaded last. It prevents an endless loop of reloads when
/// servers of two builds run side by side.
const RELOADED: &str = "reloaded-build";

/// Returns the build of the page, from `data-build`.
pub fn own() -> Option<String> {
    document().document_element()?.get_attribute("data-build")
}

/// Takes the build of an answer; returns whether it differs from the page's.
pub fn check(build: Option<&str>) -> bool {
    let is_another = build.zip(own()).is_some_and(|(build, own)| build != own);
    if is_another {
        dispatch(CHANGED);
    }
    is_another
}

/// Reloads the page once per build, when it is hidden or the user is idle, and no field has unsaved text.
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
    // If the browser refuses, the page stays as it is.
    let _ = window().location().reload();
}

/// Whether any field of the page has another value than it was rendered with.
fn is_anything_typed() -> bool {
    let Ok(fields) = document().query_selector_all("textarea, input:not([type=hidden])") else { return false };
    let get = |field: &web_sys::Node, name: &str| Reflect::get(field, &name.into()).ok();
    (0..fields.length())
        .filter_map(|place| fields.get(place))
        .any(|field| get(&field, "value") != get(&field, "defaultValue"))
}
