//! A lock that all tabs of this browser share (Web Locks). It spares work that is done twice; what
//! must not happen twice cannot rely on it, as not every page has it.

use std::pin::pin;

use futures::{
    channel::oneshot,
    future::{Either, select},
};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

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
    let (granted, is_granted) = oneshot::channel();
    request(name, granted)?;
    match select(is_granted, pin!(pause(patience_millis))).await {
        Either::Left((lock, _)) => lock.ok(),
        Either::Right(((), _)) => None,
    }
}

/// `web_sys` has this interface among the unstable ones only.
fn request(name: &str, granted: oneshot::Sender<Lock>) -> Option<()> {
    // Absent where the page did not come by TLS nor from this very machine.
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let hold = Closure::once_into_js(move || {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        // Nobody waits any more: the lock is dropped here, and given back.
        drop(release.map(|release| granted.send(Lock(release))));
        JsValue::from(held)
    });
    request.call2(&locks, &name.into(), &hold).ok().map(drop)
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
