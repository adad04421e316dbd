//! The worker `public/sw.js`, which keeps pages for when there is no network.

use charla::ConversationId;
use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CacheStorage, MessageEvent, ServiceWorkerContainer, ServiceWorkerRegistration};

const SCRIPT: &str = "/sw.js";

/// Whether this page came through it, which has kept the page then. `None` where there can be no worker.
pub async fn start() -> Option<bool> {
    let workers = workers()?;
    let has_kept = workers.controller().is_some();
    // Without a network there is nothing to start it from.
    if !window().navigator().on_line() {
        super::next_event(&["online"]).await;
    }
    JsFuture::from(workers.register(SCRIPT)).await.ok()?;
    Some(has_kept)
}

/// Asks it to keep what the server now has at this path, should that be a page to keep.
pub async fn keep(path: &str) {
    let Some(ready) = workers().and_then(|workers| workers.ready().ok()) else { return };
    let registration = JsFuture::from(ready).await.ok().and_then(|ready| ready.dyn_into().ok());
    if let Some(worker) = registration.and_then(|registration: ServiceWorkerRegistration| registration.active()) {
        // Without it nothing is kept, that is all.
        let _ = worker.post_message(&path.into());
    }
}

/// Whether it has a page for this path.
pub async fn has_kept(path: &str) -> bool {
    // Absent where there can be no worker.
    let caches =
        Reflect::get(&window(), &"caches".into()).ok().and_then(|caches| caches.dyn_into::<CacheStorage>().ok());
    let Some(caches) = caches else { return false };
    JsFuture::from(caches.match_with_str(path)).await.is_ok_and(|page| !page.is_undefined())
}

/// `None` where no worker was started.
pub async fn registration() -> Option<ServiceWorkerRegistration> {
    JsFuture::from(workers()?.get_registration()).await.ok()?.dyn_into().ok()
}

/// Calls `f` with the conversations whose notifications were clicked, for as long as the page lives.
pub fn on_call(f: impl Fn(ConversationId) + 'static) {
    let Some(workers) = workers() else { return };
    let told = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message = event.data().as_string().unwrap_or_default();
        if let Some(id) = message.strip_prefix("open /conversations/").and_then(|id| id.parse().ok()) {
            f(id);
        }
    });
    let _ = workers.add_event_listener_with_callback("message", told.as_ref().unchecked_ref());
    told.forget();
}

/// Absent where the page came by neither TLS nor from this very machine, and in some private windows.
fn workers() -> Option<ServiceWorkerContainer> {
    Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?.dyn_into().ok()
}
