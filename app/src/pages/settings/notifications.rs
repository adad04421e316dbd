//! Permission for notifications. It is requested only here, on a button.

use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*, task::spawn_local};
use web_sys::NotificationPermission;

use super::section::{Outcome, Section};
use crate::{browser::notification, i18n::use_texts, text_content::text_content};

const NAME: &str = "notices";

/// Renders nothing if the browser has no notifications, or without scripts.
#[component]
pub(super) fn NotificationSettings(outcome: Outcome) -> impl IntoView {
    let texts = use_texts().settings;
    let permission = RwSignal::new(None);
    Effect::new(move |_| {
        permission.set(notification::permission());
        // The user may have changed the permission in the browser's settings.
        let refresh = move || {
            // The user may have left the page.
            let _ = permission.try_set(notification::permission());
        };
        let listener = window_event_listener_untyped("focus", move |_| refresh());
        on_cleanup(move || listener.remove());
    });
    let can_notify = Memo::new(move |_| permission.with(Option::is_some));
    let ask = move |_| {
        spawn_local(async move {
            let answer = notification::ask().await;
            let _ = permission.try_set(answer);
        });
    };
    let state = move || match permission.get() {
        Some(NotificationPermission::Granted) => {
            view! { <p class="settings-fact" {..text_content(texts.notices_allowed)}></p> }.into_any()
        }
        Some(NotificationPermission::Denied) => {
            view! { <p class="settings-fact" {..text_content(texts.notices_blocked)}></p> }.into_any()
        }
        _ => view! { <button class="button" type="button" on:click=ask>{texts.notices_ask}</button> }.into_any(),
    };
    move || {
        can_notify.get().then(|| {
            view! {
                <Section name=NAME title=texts.notices outcome>
                    <p class="settings-hint">{texts.notices_hint}</p>
                    <div class="setting" role="status">{state}</div>
                </Section>
            }
        })
    }
}
