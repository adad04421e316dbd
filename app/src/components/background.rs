//! Background tasks of the app: the icon of the tab, clicks on notifications, and caching of pages. Renders nothing.

use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_navigate};

use crate::{
    browser::{self, worker},
    chat::Chat,
};

/// The service worker starts after this time, so that it does not delay the page.
const WORKER_START_DELAY_MILLIS: u32 = 2_000;

/// A page is cached after the user has stayed for this time.
const MIN_VISIT_MILLIS: u32 = 1_000;

/// Returns the path of the icon for this number of unread messages.
pub(crate) const fn icon(unread_total: u32) -> &'static str {
    if unread_total == 0 { "/favicon.svg" } else { "/favicon-unread.svg" }
}

#[component]
pub(crate) fn Background() -> impl IntoView {
    if let Some(chat) = use_context::<Chat>() {
        Effect::new(move |_| browser::show_icon(icon(chat.unread_total())));
        let navigate = use_navigate();
        Effect::new(move |_| {
            if let Some(id) = chat.requested_conversation() {
                navigate(&format!("/conversations/{id}"), Default::default());
            }
        });
        cache_pages(chat);
    }
}

/// The service worker caches each page that is loaded through it. This asks it to cache pages that were loaded before
/// it started, that the client-side router rendered, or that have changed since.
fn cache_pages(chat: Chat) {
    let path = use_location().pathname;
    let is_outdated = StoredValue::new(false);
    let cache = move || {
        is_outdated.set_value(false);
        spawn_local(async move { worker::cache_page(&path.get_untracked()).await });
    };
    Effect::new(move |_| {
        spawn_local(async move {
            browser::pause(WORKER_START_DELAY_MILLIS).await;
            if worker::start().await == Some(false) {
                cache();
            }
        });
        window_event_listener_untyped("visibilitychange", move |_| {
            if browser::is_hidden() && is_outdated.get_value() {
                cache();
            }
        });
    });
    Effect::new(move |before: Option<()>| {
        chat.with_inbox(|_| ());
        is_outdated.set_value(before.is_some());
    });
    Effect::new(move |before: Option<()>| {
        let current = path.get();
        if before.is_some() {
            spawn_local(async move {
                browser::pause(MIN_VISIT_MILLIS).await;
                if path.get_untracked() == current {
                    cache();
                }
            });
        }
    });
}
