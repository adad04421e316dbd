//! The service worker `public/sw.js`, which caches pages for offline use.

use charla::ConversationId;
use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CacheStorage, MessageEvent, ServiceWorkerContainer, ServiceWorkerRegistration};

const SCRIPT: &str = "/sw.js";

/// Registers the service worker. Returns whether this page was loaded through it, and so is in its cache; `None` if
/// there can be no service worker.
pub async fn start() -> Option<bool> {
    let workers = workers()?;
    let has_cached = workers.controller().is_some();
    // Registration needs the network.
    if !window().navigator().on_line() {
        super::next_event(&["online"]).await;
    }
    JsFuture::from(workers.register(SCRIPT)).await.ok()?;
    Some(has_cached)
}

/// Asks the service worker to fetch and cache the page at this path, if it is one that is cached.
pub async fn cache_page(path: &str) {
    let Some(ready) = workers().and_then(|workers| workers.ready().ok()) else { return };
    let registration = JsFuture::from(ready).await.ok().and_then(|ready| ready.dyn_into().ok());
    if let Some(worker) = registration.and_then(|registration: ServiceWorkerRegistration| registration.active()) {
        // On an error the page is just not cached.
        let _ = worker.post_message(&path.into());
    }
}

/// Returns whether the cache has a page for this path.
pub async fn has_cached(path: &str) -> bool {
    // `caches` is absent on pages that cannot have a service worker.
    let caches =
        Reflect::get(&window(), &"caches".into()).ok().and_then(|caches| caches.dyn_into::<CacheStorage>().ok());
    let Some(caches) = caches else { return false };
    JsFuture::from(caches.match_with_str(path)).await.is_ok_and(|page| !page.is_undefined())
}

/// Returns the registration of the service worker; `None` if there is none.
pub async fn registration() -> Option<ServiceWorkerRegistration> {
    JsFuture::from(workers()?.get_registration()).await.ok()?.dyn_into().ok()
}

/// Calls `f` with the conversation of each clicked notification, for the life of the page.
pub fn on_call(f: impl Fn(ConversationId) + 'static) {
    let Some(workers) = workers() else { return };
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message = event.data().as_string().unwrap_or_default();
        if let Some(id) = message.strip_prefix("open /conversations/").and_then(|id| id.parse().ok()) {
            f(id);
        }
    });
    let _ = workers.add_event_listener_with_callback("message", on_message.as_ref().unchecked_ref());
    on_message.forget();
}

/// Returns the service worker container; `None` unless the page comes from HTTPS or localhost, and in some private
/// windows.
fn workers() -> Option<ServiceWorkerContainer> {
    Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?.dyn_into().ok()
}
