//! A lock that all tabs of this browser share (Web Locks). It spares work that is done twice; what
//! must not happen twice cannot rely on it, as not every page has it.

use std::pin::pin;

use futures::{
    channel::oneshot,
    future::{Either, select},
};
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::pause;

/// Held until it is dropped.
#[derive(Debug)]
pub struct Lock(Function);

impl Drop for Lock {
    fn drop(&mut self) {
        // It resolves a promise, which cannot fail.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// Waits for no longer than `patience`: a tab that hangs does not hold up the others. `None` then,
/// and where the browser has no locks.
pub async fn lock(name: &str, patience_millis: u32) -> Option<Lock> {
    let is_granted = request(name, Way::Alone)?;
    match select(is_granted, pin!(pause(patience_millis))).await {
        Either::Left((lock, _)) => lock.ok(),
        Either::Right(((), _)) => None,
    }
}

/// Does not wait: `None` where another tab has it, and where the browser has no locks.
pub async fn try_lock(name: &str) -> Option<Lock> {
    request(name, Way::AtOnce)?.await.ok()
}

/// With all others who share it.
pub async fn share(name: &str) -> Option<Lock> {
    request(name, Way::Shared)?.await.ok()
}

/// Whether some tab holds it.
pub async fn is_held(name: &str) -> bool {
    async fn names(name: &str) -> Option<bool> {
        let locks = locks()?;
        let query: Function = Reflect::get(&locks, &"query".into()).ok()?.dyn_into().ok()?;
        let promise: Promise = query.call0(&locks).ok()?.dyn_into().ok()?;
        let held = Reflect::get(&JsFuture::from(promise).await.ok()?, &"held".into()).ok()?;
        let is_it = |lock: JsValue| Reflect::get(&lock, &"name".into()).is_ok_and(|held| held == name);
        Some(Array::from(&held).iter().any(is_it))
    }
    names(name).await.unwrap_or(false)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Alone,
    AtOnce,
    Shared,
}

/// `web_sys` has this interface among the unstable ones only. Absent where the page did not come by TLS nor from
/// this very machine.
fn locks() -> Option<JsValue> {
    Reflect::get(&window().navigator(), &"locks".into()).ok().filter(|locks| !locks.is_undefined())
}

/// Cancelled where it is not granted.
fn request(name: &str, way: Way) -> Option<oneshot::Receiver<Lock>> {
    let (granted, is_granted) = oneshot::channel();
    let locks = locks()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    let option = match way {
        Way::Alone => None,
        Way::AtOnce => Some(("ifAvailable", JsValue::TRUE)),
        Way::Shared => Some(("mode", "shared".into())),
    };
    if let Some((name, value)) = option {
        Reflect::set(&options, &name.into(), &value).ok()?;
    }
    let hold = Closure::once_into_js(move |lock: JsValue| {
        if lock.is_null() {
            return JsValue::UNDEFINED;
        }
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        // Nobody waits any more: the lock is dropped here, and given back.
        drop(release.map(|release| granted.send(Lock(release))));
        JsValue::from(held)
    });
    request.call3(&locks, &name.into(), &options, &hold).ok()?;
    Some(is_granted)
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
