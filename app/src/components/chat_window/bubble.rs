//! One message, pending or stored: the same bubble.

use charla::{ConversationId, Timestamp, timeline::SendFailure};
use leptos::prelude::*;

use super::rows::{Bubble as Said, BubbleKey, Look, State};
use crate::{
    chat::Chat,
    components::{Icon, MessageText, Moment, MomentStyle},
    failure::Failure,
    i18n::{failure_text, use_locale, use_texts},
};

#[component]
pub(super) fn Bubble(
    conversation: ConversationId,
    said: Said,
    #[prop(into)] look: Signal<Option<Look>>,
) -> impl IntoView {
    let texts = use_texts();
    let starts_group = move || look.with(|look| look.as_ref().is_some_and(|look| look.starts_group));
    let ends_group = move || look.with(|look| look.as_ref().is_some_and(|look| look.ends_group));
    let state = Memo::new(move |_| look.with(|look| look.as_ref().and_then(|look| look.state.clone())));
    // The writer's clock gives way to the server's once it is stored.
    let at = Signal::derive(move || look.with(|look| look.as_ref().map_or_else(Timestamp::default, |look| look.at)));
    let failed = move || match state.get() {
        Some(State::Failed(failure)) => Some(failure),
        _ => None,
    };
    let sender = if said.is_own { texts.you.trim_end_matches([':', ' ']).to_owned() } else { said.sender_name };
    view! {
        <li class="bubble" class:is-own=said.is_own class:starts-group=starts_group class:ends-group=ends_group
            class:is-failed=move || failed().is_some()>
            <span class="bubble-sender" dir="auto">{sender}</span>
            <MessageText text=said.content/>
            <p class="bubble-foot">
                <Moment at style=MomentStyle::TimeOfDay/>
                {move || state.get().map(|state| view! { <Receipt state/> })}
            </p>
            {move || failed().map(|failure| view! { <Failed conversation key=said.key failure/> })}
        </li>
    }
}

#[component]
fn Receipt(state: State) -> impl IntoView {
    let texts = use_texts();
    let (icon, text) = match state {
        State::Sending => (Icon::Clock, texts.sending),
        State::Failed(_) => (Icon::Warning, texts.not_sent),
        State::Sent => (Icon::Sent, texts.sent),
        State::Read => (Icon::Read, texts.read),
    };
    view! {
        <span class="receipt" class:is-read=state == State::Read title=text>
            {icon.view()}<span class="visually-hidden">{text}</span>
        </span>
    }
}

/// What went wrong, and what one can do about it.
#[component]
fn Failed(conversation: ConversationId, key: BubbleKey, failure: SendFailure) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let reason = match failure {
        // It goes by itself, and there is nothing to check.
        SendFailure::Unreachable => texts.waits_for_connection.to_owned(),
        refused @ SendFailure::Refused(_) => {
            format!("{}. {}", texts.not_sent, failure_text(use_locale(), &Failure::from(refused)))
        }
    };
    let BubbleKey::Own(client_id) = key else { return ().into_any() };
    view! {
        <div class="bubble-failed">
            <p>{reason}</p>
            <button class="button is-small" type="button" on:click=move |_| chat.retry(conversation, client_id)>{texts.retry}</button>
            <button class="button is-small" type="button" on:click=move |_| chat.discard(conversation, client_id)>{texts.delete}</button>
        </div>
    }
    .into_any()
}
