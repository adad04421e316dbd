//! One message, pending or stored: the same bubble.

mod actions;
mod delivery;
mod quoted;
mod reactions;

use charla::{ConversationId, Failure, Seq, Timestamp};
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
    // What is drawn with these is drawn again only where it changed itself; the rest costs less to draw than to compare.
    let text = Memo::new(move |_| {
        look.with(|look| look.as_ref().filter(|look| !look.is_deleted).map(|look| look.text.clone()))
    });
    let quote = Memo::new(move |_| look.with(|look| look.as_ref().and_then(|look| look.quote.clone())));
    let reactions =
        Memo::new(move |_| look.with(|look| look.as_ref().map(|look| look.reactions.clone()).unwrap_or_default()));
    let acted_on =
        Memo::new(move |_| look.with(|look| look.as_ref().filter(|look| !look.is_deleted).and_then(|look| look.seq)));
    // The writer's clock gives way to the server's once it is stored.
    let at = Signal::derive(move || look.with(|look| look.as_ref().map_or_else(Timestamp::default, |look| look.at)));
    let is_edited = move || look.with(|look| look.as_ref().is_some_and(|look| look.is_edited));
    let state = move || look.with(|look| look.as_ref().and_then(|look| look.state.clone()));
    let failed = move || match state() {
        Some(State::Failed(failure)) => Some(failure),
        _ => None,
    };
    let id = move || look.with(|look| look.as_ref()?.seq).map(|seq| format!("m{seq}"));
    let class = move || look.with(|look| look.as_ref().map(|look| class_of(look, said.is_own, desk.target.get())));
    let sender = if said.is_own { texts.you.trim_end_matches([':', ' ']).to_owned() } else { said.sender_name };
    view! {
        // Where the focus goes when the message loses what had it.
        <li class=class id=id tabindex="-1">
            <span class="bubble-sender" dir="auto" translate=(!said.is_own).then_some("no")>{sender}</span>
            <div class="bubble-said">
                {move || quote.get().map(|quote| view! { <Quoted quote/> })}
                {move || match text.get() {
                    Some(text) => view! { <MessageText text/> }.into_any(),
                    None => view! { <p class="bubble-text">{texts.deleted_message}</p> }.into_any(),
                }}
                {move || acted_on.get().map(|seq| view! { <MoreLink seq/> })}
            </div>
            {move || acted_on.get().map(|seq| view! { <Reactions seq reactions/> })}
            {move || acted_on.get().and_then(|seq| desk.chosen(seq)).map(|chosen| view! { <Actions chosen/> })}
            <p class="bubble-foot">
                {move || is_edited().then(|| view! { <span>{texts.edited}</span> })}
                <Moment at style=MomentStyle::TimeOfDay/>
                {move || state().map(|state| view! { <Receipt state/> })}
            </p>
            {move || failed().map(|failure| view! { <Failed conversation key=said.key failure/> })}
        </li>
    }
}

fn class_of(look: &Look, is_own: bool, target: Option<Seq>) -> String {
    let classes = [
        ("bubble", true),
        ("is-own", is_own),
        ("starts-group", look.starts_group),
        ("ends-group", look.ends_group),
        ("is-waiting", matches!(look.state, Some(State::Failed(Failure::Unreachable | Failure::TimedOut)))),
        ("is-failed", matches!(look.state, Some(State::Failed(Failure::Refused(_))))),
        ("is-deleted", look.is_deleted),
        ("is-target", look.seq.is_some() && look.seq == target),
        ("has-reactions", !look.reactions.is_empty()),
    ];
    let those = classes.into_iter().filter(|(_, is_so)| *is_so).map(|(name, _)| name);
    those.collect::<Vec<_>>().join(" ")
}
