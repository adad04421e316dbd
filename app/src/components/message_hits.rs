//! The list of found messages, newest first. Each links to its message in the conversation.

use charla::{ConversationId, MessageHit, MessageHits, direction::Isolated};
use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local};

use super::{Highlighted, Moment, MomentStyle, PresenceAvatar};
use crate::{
    browser,
    chat::Chat,
    clock::Clock,
    functions,
    i18n::{failure_text, use_locale, use_texts},
    text_content::{live_text, text_content},
};

/// `here` is the address of the first page of this search, with its query. Within one `conversation` each hit has the
/// name of its sender, otherwise the title of its conversation.
#[component]
pub(crate) fn MessageHitList(
    found: MessageHits,
    query: String,
    conversation: Option<ConversationId>,
    here: String,
) -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let clock: Clock = expect_context();
    let hits = RwSignal::new(found.results);
    let next = RwSignal::new(found.next);
    let is_fetching = RwSignal::new(false);
    let problem = RwSignal::new(None);
    let list = NodeRef::<html::Ul>::new();
    let fetch = move |event: MouseEvent| {
        event.prevent_default();
        if is_fetching.get_untracked() {
            return;
        }
        is_fetching.set(true);
        problem.set(None);
        let query = query.clone();
        spawn_local(async move {
            let fetched = functions::search_messages(query, conversation, next.get_untracked()).await;
            // Another search may have replaced this list during the request.
            if is_fetching.is_disposed() {
                return;
            }
            is_fetching.set(false);
            match fetched {
                Ok(page) => {
                    let first = hits.with_untracked(Vec::len);
                    next.set(page.next);
                    hits.update(|hits| hits.extend(page.results));
                    request_animation_frame(move || {
                        if let Some(list) = list.try_get_untracked().flatten() {
                            browser::focus_in(&list, &format!("li:nth-child({}) a", first + 1));
                        }
                    });
                }
                Err(failure) => problem.set(Some(failure_text(locale, &failure.into()))),
            }
        });
    };
    let count = move || {
        let count = u32::try_from(hits.with(Vec::len)).unwrap_or(u32::MAX);
        let found = (texts.messages_found)(count, next.get().is_some());
        if clock.lacks_zone() { format!("{found} · {}", texts.times_in_utc) } else { found }
    };
    view! {
        <p class="rows-note" role="status" {..live_text(count)}></p>
        <ul class="rows" aria-label=texts.messages node_ref=list>
            <For each=move || hits.get() key=|hit| hit.message.id let:hit>
                <Hit hit in_conversation=conversation.is_some()/>
            </For>
        </ul>
        {move || next.get().map(|next| view! {
            <a class="button rows-more" href=format!("{here}&before={next}") on:click=fetch.clone()
                aria-busy=move || is_fetching.get().then_some("true")>
                {texts.more_results}
            </a>
        })}
        {move || problem.get().map(|problem: String| view! {
            <p class="notice is-error" role="alert" {..text_content(problem)}></p>
        })}
    }
}

#[component]
fn Hit(hit: MessageHit, in_conversation: bool) -> impl IntoView {
    let texts = use_texts();
    let me = expect_context::<Chat>().me;
    let title = hit.title(me);
    let MessageHit { message, participants, matches, excerpt } = hit;
    let is_own = message.sender_id == me;
    let mut others = participants.iter().filter(|user| user.id != me).map(|user| user.id);
    let partner = others.next().filter(|_| others.next().is_none());
    let sender = message.sender_name();
    let (name, user, writer) = if in_conversation {
        (sender, Some(message.sender_id).filter(|_| !is_own), None)
    } else if is_own {
        (title, partner, Some(texts.you.to_owned()))
    } else {
        (title, partner, partner.is_none().then(|| format!("{}: ", Isolated(&sender))))
    };
    let href = format!("/conversations/{}?around={}", message.conversation_id, message.seq);
    view! {
        <li>
            <a class="row is-hit" href=href>
                <PresenceAvatar name=name.clone() user is_group=!in_conversation && partner.is_none()/>
                <span class="row-name" dir="auto" translate="no">{name}</span>
                <Moment at=message.created_at style=MomentStyle::Short/>
                <span class="row-preview" dir="auto">
                    {writer.map(|writer| view! { <span translate="no">{writer}</span> })}
                    <Highlighted text=message.content shown=excerpt matches/>
                </span>
            </a>
        </li>
    }
}
