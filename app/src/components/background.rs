//! What goes on beside the pages: the icon, notifications that are clicked, pages that are kept. It shows nothing.

use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_navigate};

use crate::{
    browser::{self, worker},
    chat::Chat,
};

/// The worker waits until the page has had what it needs.
const START_MILLIS: u32 = 2_000;

/// Who stays no longer than this has not seen a page.
const STAY_MILLIS: u32 = 1_000;

/// Of the page, with so many unread messages.
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
        keep_pages(chat);
    }
}

/// The worker keeps each page that is loaded through it. Of what came before it, without loading, or has changed since,
/// it is told.
fn keep_pages(chat: Chat) {
    let path = use_location().pathname;
    let is_behind = StoredValue::new(false);
    let keep = move || {
        is_behind.set_value(false);
        spawn_local(async move { worker::keep(&path.get_untracked()).await });
    };
    Effect::new(move |_| {
        spawn_local(async move {
            browser::pause(START_MILLIS).await;
            if worker::start().await == Some(false) {
                keep();
            }
        });
        window_event_listener_untyped("visibilitychange", move |_| {
            if browser::is_hidden() && is_behind.get_value() {
                keep();
            }
        });
    });
    Effect::new(move |before: Option<()>| {
        chat.with_inbox(|_| ());
        is_behind.set_value(before.is_some());
    });
    Effect::new(move |before: Option<()>| {
        let here = path.get();
        if before.is_some() {
            spawn_local(async move {
                browser::pause(STAY_MILLIS).await;
                if path.get_untracked() == here {
                    keep();
                }
            });
        }
    });
}
