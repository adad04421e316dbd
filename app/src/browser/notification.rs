//! System notifications.

use charla::{ConversationId, MessageNotification, Seq};
use js_sys::{Array, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::worker;

const ICON: &str = "/icon-192.png";

/// Returns the permission for notifications; `None` if the browser has none, or if the page does not come from HTTPS or
/// localhost.
pub fn permission() -> Option<NotificationPermission> {
    let is_there = Reflect::has(&window(), &"Notification".into()).unwrap_or(false);
    (is_there && window().is_secure_context()).then(Notification::permission)
}

/// Asks the user for the permission and returns it. Must be called after a user gesture, because browsers refuse to ask
/// otherwise.
pub async fn ask() -> Option<NotificationPermission> {
    if let Ok(asked) = Notification::request_permission() {
        // The answer is read from the permission.
        let _ = JsFuture::from(asked).await;
    }
    permission()
}

/// A shown notification; dropping it closes it.
#[derive(Debug)]
pub struct ShownNotification(ShownBy);

#[derive(Debug)]
enum ShownBy {
    Page {
        notification: Notification,
        _clicked: Closure<dyn FnMut()>,
    },
    /// Shown by the service worker, which handles a click: it brings a page of the chat to the front and sends it a
    /// message.
    Worker(NotificationTarget),
}

impl Drop for ShownNotification {
    fn drop(&mut self) {
        match &self.0 {
            ShownBy::Page { notification, .. } => {
                notification.set_onclick(None);
                notification.close();
            }
            ShownBy::Worker(place) => {
                let own = *place;
                spawn_local(take_back(move |place| place == own));
            }
        }
    }
}

/// The message of a notification, stored in its data as `conversation/seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotificationTarget {
    pub conversation: ConversationId,
    pub seq: Seq,
}

impl NotificationTarget {
    const fn of(notice: &MessageNotification) -> Self {
        Self { conversation: notice.conversation, seq: notice.seq }
    }

    fn parse(data: &str) -> Option<Self> {
        let (conversation, seq) = data.split_once('/')?;
        Some(Self { conversation: conversation.parse().ok()?, seq: seq.parse().ok()? })
    }
}

/// Shows a notification; returns `None` if the system refuses. A click brings this tab to the front and calls
/// `clicked`.
pub async fn show(
    notice: &MessageNotification,
    is_silent: bool,
    mut clicked: impl FnMut() + 'static,
) -> Option<ShownNotification> {
    let place = NotificationTarget::of(notice);
    let options = NotificationOptions::new();
    options.set_body(&notice.body);
    options.set_tag(&format!("message-{}", notice.message));
    options.set_icon(ICON);
    options.set_silent(Some(is_silent));
    options.set_data(&format!("{}/{}", place.conversation, place.seq).into());
    // On phones only the service worker can show notifications.
    let Ok(notification) = Notification::new_with_options(&notice.title, &options) else {
        let shown = worker::registration().await?.show_notification_with_options(&notice.title, &options).ok()?;
        JsFuture::from(shown).await.ok()?;
        return Some(ShownNotification(ShownBy::Worker(place)));
    };
    let clicked = Closure::<dyn FnMut()>::new(move || {
        let _ = window().focus();
        clicked();
    });
    notification.set_onclick(Some(clicked.as_ref().unchecked_ref()));
    Some(ShownNotification(ShownBy::Page { notification, _clicked: clicked }))
}

/// Closes the notifications of the service worker whose message `which` selects. They may come from a closed page.
pub async fn take_back(which: impl Fn(NotificationTarget) -> bool) {
    async fn shown() -> Option<Array> {
        let all = worker::registration().await?.get_notifications().ok()?;
        JsFuture::from(all).await.ok()?.dyn_into().ok()
    }
    let all = shown().await.unwrap_or_default();
    for notification in all.iter().map(JsCast::unchecked_into::<Notification>) {
        let data = notification.data().as_string();
        if data.and_then(|data| NotificationTarget::parse(&data)).is_some_and(&which) {
            notification.close();
        }
    }
}
