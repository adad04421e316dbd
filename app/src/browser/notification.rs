//! Notifications of the system.

use charla::Notice;
use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

const ICON: &str = "/icon-192.png";

/// Whether they are allowed; `None` where the browser has none, or the page came by neither TLS nor from this very
/// machine.
pub fn permission() -> Option<NotificationPermission> {
    let is_there = Reflect::has(&window(), &"Notification".into()).unwrap_or(false);
    (is_there && window().is_secure_context()).then(Notification::permission)
}

/// Asks the reader, who has just pressed a button: browsers refuse to ask otherwise.
pub async fn ask() -> Option<NotificationPermission> {
    if let Ok(asked) = Notification::request_permission() {
        // The permission itself tells what was answered.
        let _ = JsFuture::from(asked).await;
    }
    permission()
}

/// Shown until it is dropped, or the reader closes it.
#[derive(Debug)]
pub struct Shown {
    notification: Notification,
    _clicked: Closure<dyn FnMut()>,
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.notification.set_onclick(None);
        self.notification.close();
    }
}

/// `None` where the system shows none. A click brings this tab to the front, and then does `clicked`.
pub fn show(notice: &Notice, is_silent: bool, mut clicked: impl FnMut() + 'static) -> Option<Shown> {
    let options = NotificationOptions::new();
    options.set_body(&notice.body);
    options.set_tag(&format!("message-{}", notice.message));
    options.set_icon(ICON);
    options.set_silent(Some(is_silent));
    // Some telephones have the interface and refuse to use it.
    let notification = Notification::new_with_options(&notice.title, &options).ok()?;
    let clicked = Closure::<dyn FnMut()>::new(move || {
        let _ = window().focus();
        clicked();
    });
    notification.set_onclick(Some(clicked.as_ref().unchecked_ref()));
    Some(Shown { notification, _clicked: clicked })
}
