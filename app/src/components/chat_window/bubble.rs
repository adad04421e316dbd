//! The bubble of one message, pending or stored.

mod actions;
mod delivery;
#[cfg(feature = "ssr")]
pub(super) mod markup;
mod quoted;
mod reactions;

use charla::{ConversationId, Failure, Seq, Timestamp};
use leptos::prelude::*;

use super::{
    rows::{BubbleIdentity, BubbleView, DeliveryState},
    state::ChatWindowState,
};
use crate::{
    components::{MessageText, Moment, MomentStyle},
    i18n::use_texts,
};
#[cfg(feature = "ssr")]
pub use markup::measured::with_bubble;

use actions::{Actions, MoreLink};
use delivery::{Failed, Receipt};
use quoted::Quoted;
use reactions::Reactions;

#[component]
pub(super) fn Bubble(
    conversation: ConversationId,
    identity: BubbleIdentity,
    #[prop(into)] view: Signal<Option<BubbleView>>,
) -> impl IntoView {
    let texts = use_texts();
    let state: ChatWindowState = expect_context();
    // Memos, so that these parts are redrawn only when they have changed. The other parts are cheaper to draw than to
    // compare.
    let text = Memo::new(move |_| {
        view.with(|view| view.as_ref().filter(|view| !view.is_deleted).map(|view| view.text.clone()))
    });
    let quote = Memo::new(move |_| view.with(|view| view.as_ref().and_then(|view| view.quote.clone())));
    let reactions =
        Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.reactions.clone()).unwrap_or_default()));
    let actionable =
        Memo::new(move |_| view.with(|view| view.as_ref().filter(|view| !view.is_deleted).and_then(|view| view.seq)));
    // The time of the client's clock is replaced by the server's once the message is stored.
    let at = Signal::derive(move || view.with(|view| view.as_ref().map_or_else(Timestamp::default, |view| view.at)));
    let is_edited = move || view.with(|view| view.as_ref().is_some_and(|view| view.is_edited));
    let delivery = move || view.with(|view| view.as_ref().and_then(|view| view.delivery.clone()));
    let failed = move || match delivery() {
        Some(DeliveryState::Failed(failure)) => Some(failure),
        _ => None,
    };
    let id = move || view.with(|view| view.as_ref()?.seq).map(|seq| format!("m{seq}"));
    let class = move || view.with(|view| view.as_ref().map(|view| class_of(view, identity.is_own, state.target.get())));
    let sender = if identity.is_own { texts.you.trim_end_matches([':', ' ']).to_owned() } else { identity.sender_name };
    view! {
        // Focusable, so that the focus can move here when a focused part of the message is removed.
        <li class=class id=id tabindex="-1">
            <span class="bubble-sender" dir="auto" translate=(!identity.is_own).then_some("no")>{sender}</span>
            <div class="bubble-said">
                {move || quote.get().map(|quote| view! { <Quoted quote/> })}
                {move || match text.get() {
                    Some(text) => view! { <MessageText text/> }.into_any(),
                    None => view! { <p class="bubble-text">{texts.deleted_message}</p> }.into_any(),
                }}
                {move || actionable.get().map(|seq| view! { <MoreLink seq/> })}
            </div>
            {move || actionable.get().map(|seq| view! { <Reactions seq reactions/> })}
            {move || actionable.get().and_then(|seq| state.open_actions(seq)).map(|open| view! { <Actions open/> })}
            <p class="bubble-foot">
                {move || is_edited().then(|| view! { <span>{texts.edited}</span> })}
                <Moment at style=MomentStyle::TimeOfDay/>
                {move || delivery().map(|delivery| view! { <Receipt delivery/> })}
            </p>
            {move || failed().map(|failure| view! { <Failed conversation key=identity.key failure/> })}
        </li>
    }
}

fn class_of(view: &BubbleView, is_own: bool, target: Option<Seq>) -> String {
    let classes = [
        ("bubble", true),
        ("is-own", is_own),
        ("starts-group", view.starts_group),
        ("ends-group", view.ends_group),
        ("is-waiting", matches!(view.delivery, Some(DeliveryState::Failed(Failure::Unreachable | Failure::TimedOut)))),
        ("is-failed", matches!(view.delivery, Some(DeliveryState::Failed(Failure::Refused(_))))),
        ("is-deleted", view.is_deleted),
        ("is-target", view.seq.is_some() && view.seq == target),
        ("has-reactions", !view.reactions.is_empty()),
    ];
    let applied = classes.into_iter().filter(|(_, is_applied)| *is_applied).map(|(name, _)| name);
    applied.collect::<Vec<_>>().join(" ")
}
