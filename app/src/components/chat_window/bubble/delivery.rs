//! The delivery state of the user's own message.

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

/// Gets the focus when the buttons of a failed message are removed.
const COMPOSER: &str = ".composer-field";

#[component]
pub(super) fn Receipt(delivery: DeliveryState) -> impl IntoView {
    let texts = use_texts();
    let (icon, text) = match delivery {
        DeliveryState::Sending => (Icon::Clock, texts.sending),
        // The message is sent automatically once there is a connection.
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

/// The reason of a failure, with buttons to retry and to delete.
#[component]
pub(super) fn Failed(conversation: ConversationId, key: BubbleKey, failure: Failure) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let reason = match failure {
        // The message is sent automatically, so the user need not check anything.
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
