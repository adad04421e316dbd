//! Locks that all tabs of the browser share (Web Locks). They only save duplicate work; correctness must not depend on
//! them, because some pages have no locks.

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

/// A lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock(Function);

impl Drop for Lock {
    fn drop(&mut self) {
        // The call resolves a promise and cannot fail.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// Acquires the lock. Waits at most `patience_millis`, so that a frozen tab does not block the others. Returns `None`
/// after that time, or if the browser has no locks.
pub async fn lock(name: &str, patience_millis: u32) -> Option<Lock> {
    let is_granted = request(name, Mode::Alone)?;
    match select(is_granted, pin!(pause(patience_millis))).await {
        Either::Left((lock, _)) => lock.ok(),
        Either::Right(((), _)) => None,
    }
}

/// Acquires the lock without waiting. Returns `None` if another tab has it, or if the browser has no locks.
pub async fn try_lock(name: &str) -> Option<Lock> {
    request(name, Mode::AtOnce)?.await.ok()
}

/// Acquires the lock in shared mode.
pub async fn share(name: &str) -> Option<Lock> {
    request(name, Mode::Shared)?.await.ok()
}

/// Returns whether any tab holds the lock.
pub async fn is_held(name: &str) -> bool {
    async fn names(name: &str) -> Option<bool> {
        let locks = locks()?;
        let query: Function = Reflect::get(&locks, &"query".into()).ok()?.dyn_into().ok()?;
        let promise: Promise = query.call0(&locks).ok()?.dyn_into().ok()?;
        let held = Reflect::get(&JsFuture::from(promise).await.ok()?, &"held".into()).ok()?;
        let matches = |lock: JsValue| Reflect::get(&lock, &"name".into()).is_ok_and(|held| held == name);
        Some(Array::from(&held).iter().any(matches))
    }
    names(name).await.unwrap_or(false)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Alone,
    AtOnce,
    Shared,
}

/// Returns the lock manager, which `web_sys` has only as an unstable API. `None` unless the page comes from HTTPS or
/// localhost.
fn locks() -> Option<JsValue> {
    Reflect::get(&window().navigator(), &"locks".into()).ok().filter(|locks| !locks.is_undefined())
}

/// Requests the lock; the receiver is cancelled if it is not granted.
fn request(name: &str, mode: Mode) -> Option<oneshot::Receiver<Lock>> {
    let (granted, is_granted) = oneshot::channel();
    let locks = locks()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    let option = match mode {
        Mode::Alone => None,
        Mode::AtOnce => Some(("ifAvailable", JsValue::TRUE)),
        Mode::Shared => Some(("mode", "shared".into())),
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
        // If the receiver is gone, the lock is dropped and so released.
        drop(release.map(|release| granted.send(Lock(release))));
        JsValue::from(held)
    });
    request.call3(&locks, &name.into(), &options, &hold).ok()?;
    Some(is_granted)
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
