//! How far one's own message has come.

use charla::{ConversationId, Failure};
use leptos::prelude::*;

use super::super::rows::{BubbleKey, DeliveryState};
use crate::{
    browser,
    chat::Chat,
    components::Icon,
    i18n::{failure_text, use_locale, use_texts},
    text_content::text_content,
};

/// Takes the focus when a message that failed takes its buttons away.
const COMPOSER: &str = ".composer-field";

#[component]
pub(super) fn Receipt(delivery: DeliveryState) -> impl IntoView {
    let texts = use_texts();
    let (icon, text) = match delivery {
        DeliveryState::Sending => (Icon::Clock, texts.sending),
        // It goes by itself once there is a connection.
        DeliveryState::Failed(Failure::Unreachable | Failure::TimedOut) => (Icon::Clock, texts.sending),
        DeliveryState::Failed(Failure::Refused(_)) => (Icon::Warning, texts.not_sent),
        DeliveryState::Sent => (Icon::Sent, texts.sent),
        DeliveryState::Read => (Icon::Read, texts.read),
    };
    view! {
        <span class="receipt" class:is-read=delivery == DeliveryState::Read title=text>
            {icon.view()}<span class="visually-hidden" {..text_content(text)}></span>
        </span>
    }
}

/// What went wrong, and what one can do about it.
#[component]
pub(super) fn Failed(conversation: ConversationId, key: BubbleKey, failure: Failure) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let reason = match failure {
        // It goes by itself, and there is nothing to check.
        Failure::Unreachable | Failure::TimedOut => texts.waits_for_connection.to_owned(),
        refused @ Failure::Refused(_) => {
            format!("{}. {}", texts.not_sent, failure_text(use_locale(), &refused))
        }
    };
    let BubbleKey::Own(client_id) = key else { return ().into_any() };
    view! {
        <div class="bubble-failed">
            <p {..text_content(reason)}></p>
            <button class="button is-small" type="button" on:click=move |_| { chat.retry(conversation, client_id); browser::focus_if_lost(COMPOSER); }>{texts.retry}</button>
            <button class="button is-small" type="button" on:click=move |_| { chat.discard(conversation, client_id); browser::focus_if_lost(COMPOSER); }>{texts.delete}</button>
        </div>
    }
    .into_any()
}
