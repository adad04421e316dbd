//! One message, pending or stored: the same bubble.

mod actions;
mod delivery;
mod quoted;
mod reactions;

use charla::{ConversationId, Timestamp};
use leptos::prelude::*;

use super::{
    desk::Desk,
    rows::{Bubble as Said, Look, State},
};
use crate::{
    components::{MessageText, Moment, MomentStyle},
    i18n::use_texts,
};
use actions::{Actions, MoreLink};
use delivery::{Failed, Receipt};
use quoted::Quoted;
use reactions::Reactions;

#[component]
pub(super) fn Bubble(
    conversation: ConversationId,
    said: Said,
    #[prop(into)] look: Signal<Option<Look>>,
) -> impl IntoView {
    let texts = use_texts();
    let desk: Desk = expect_context();
    let of = move |read: fn(&Look) -> bool| move || look.with(|look| look.as_ref().is_some_and(read));
    let state = Memo::new(move |_| look.with(|look| look.as_ref().and_then(|look| look.state.clone())));
    let seq = Memo::new(move |_| look.with(|look| look.as_ref().and_then(|look| look.seq)));
    let text = Memo::new(move |_| look.with(|look| look.as_ref().map(|look| look.text.clone()).unwrap_or_default()));
    let quote = Memo::new(move |_| look.with(|look| look.as_ref().and_then(|look| look.quote.clone())));
    let reactions =
        Memo::new(move |_| look.with(|look| look.as_ref().map(|look| look.reactions.clone()).unwrap_or_default()));
    let is_deleted = Memo::new(move |_| of(|look| look.is_deleted)());
    // The writer's clock gives way to the server's once it is stored.
    let at = Signal::derive(move || look.with(|look| look.as_ref().map_or_else(Timestamp::default, |look| look.at)));
    let failed = move || match state.get() {
        Some(State::Failed(failure)) => Some(failure),
        _ => None,
    };
    let is_target = move || seq.get().is_some_and(|seq| desk.target.get() == Some(seq));
    let acted_on = move || seq.get().filter(|_| !is_deleted.get());
    let sender = if said.is_own { texts.you.trim_end_matches([':', ' ']).to_owned() } else { said.sender_name };
    view! {
        <li class="bubble" id=move || seq.get().map(|seq| format!("m{seq}")) class:is-own=said.is_own
            class:starts-group=of(|look| look.starts_group) class:ends-group=of(|look| look.ends_group)
            class:is-failed=move || failed().is_some() class:is-deleted=move || is_deleted.get()
            class:is-target=is_target class:has-reactions=move || !reactions.with(Vec::is_empty)>
            <span class="bubble-sender" dir="auto">{sender}</span>
            <div class="bubble-said">
                {move || quote.get().map(|quote| view! { <Quoted quote/> })}
                {move || match is_deleted.get() {
                    true => view! { <p class="bubble-text">{texts.deleted_message}</p> }.into_any(),
                    false => view! { <MessageText text=text.get()/> }.into_any(),
                }}
                {move || acted_on().map(|seq| view! { <MoreLink seq/> })}
            </div>
            {move || acted_on().map(|seq| view! { <Reactions seq reactions/> })}
            {move || acted_on().and_then(|seq| desk.chosen(seq)).map(|chosen| view! { <Actions chosen/> })}
            <p class="bubble-foot">
                <Show when=of(|look| look.is_edited)><span>{texts.edited}</span></Show>
                <Moment at style=MomentStyle::TimeOfDay/>
                {move || state.get().map(|state| view! { <Receipt state/> })}
            </p>
            {move || failed().map(|failure| view! { <Failed conversation key=said.key failure/> })}
        </li>
    }
}
