//! The list of one's conversations, live, with a search through their people and messages.

mod results;
mod row;

use charla::{Conversation, ConversationId, ListRequest, MessageId};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;

use super::{EmptyState, FailureNotice, Icon, PanelSkeleton, SearchBox};
use crate::{chat::Chat, functions, i18n::use_texts};
use results::Results;
use row::Row;

#[component]
pub(crate) fn MessagePanel() -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let url = use_query_map();
    let (linked, before) = url.with_untracked(|url| {
        (url.get("q").unwrap_or_default(), url.get("before").and_then(|before| before.parse::<MessageId>().ok()))
    });
    // The page of the link that led here is one of its own search.
    let before = before.map(|before| (linked.trim().to_owned(), before));
    let query = RwSignal::new(linked);
    let list =
        url.with_untracked(|url| url.get("cursor")?.parse().ok()).map_or(ListRequest::first(), ListRequest::after);
    let inbox = Resource::new_blocking(
        || (),
        move |()| async move { if chat.has_inbox() { Ok(None) } else { functions::inbox(list).await.map(Some) } },
    );
    // Made here and not where it is shown: the browser counts resources in the order of their making,
    // as the server did.
    let trimmed = Memo::new(move |_| query.with(|query| query.trim().to_owned()));
    let asked = Memo::new(move |_| {
        let query = trimmed.get();
        let before = before.as_ref().filter(|(linked, _)| *linked == query).map(|(_, before)| *before);
        (query, before)
    });
    let people = Resource::new_blocking(
        move || asked.get(),
        |(query, before)| async move {
            if query.is_empty() || before.is_some() { Ok(None) } else { functions::search(query).await.map(Some) }
        },
    );
    let messages = Resource::new_blocking(
        move || asked.get(),
        |(query, before)| async move {
            if query.is_empty() {
                return None;
            }
            let found = functions::search_messages(query.clone(), None, before).await;
            Some((query, found))
        },
    );
    let totals = move || {
        chat.with_inbox(|inbox| {
            let stats = inbox.stats();
            let unread = match stats.unread_messages {
                0 => texts.all_read.to_owned(),
                unread => (texts.unread_count)(unread),
            };
            format!("{} · {unread}", (texts.conversation_count)(stats.total_conversations))
        })
    };

    view! {
        <section class="pane-list" aria-label=texts.conversations>
            <header class="panel-head">
                <h1 class="panel-title">{texts.conversations}</h1>
                <SearchBox query name="q" label=texts.search_conversations placeholder=texts.search_conversations/>
            </header>
            // One boundary, and nothing inside that awaits: both sides count boundaries, too.
            <Transition fallback=PanelSkeleton>
                {move || Suspend::new(async move {
                    let fetched = inbox.await;
                    let people = people.await;
                    let messages = messages.await;
                    match fetched.and_then(|page| Ok((page, people?))) {
                        Ok((page, people)) => {
                            // Once: this runs again for each search.
                            if let Some(page) = page.filter(|_| !chat.has_inbox()) {
                                let _ = chat.fill_inbox(page);
                            }
                            let rows = match messages {
                                Some((query, messages)) => view! { <Results query people messages/> }.into_any(),
                                None => view! { <AllConversations/> }.into_any(),
                            };
                            view! { <p class="panel-totals">{totals}</p> {rows} }.into_any()
                        }
                        Err(failure) => view! { <FailureNotice failure/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn AllConversations() -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let ids = Memo::new(move |_| {
        chat.with_inbox(|inbox| inbox.conversations().iter().map(|conversation| conversation.id).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let row = move |id: ConversationId| {
        // A conversation never leaves the inbox that it came from.
        let held = untrack(|| chat.with_inbox(|inbox| inbox.find(id).cloned()).flatten());
        held.map(|held| view! { <Row conversation=live(chat, held)/> })
    };
    let more = move || {
        let (held, total) =
            chat.with_inbox(|inbox| (inbox.conversations().len(), inbox.stats().total_conversations))?;
        let cursor = chat.inbox_cursor().filter(|_| u32::try_from(held).is_ok_and(|held| held < total))?;
        let fetch = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            spawn_local(async move {
                // Should it fail, the link is still there to try again.
                let _ = chat.fetch_more_conversations().await;
            });
        };
        Some(view! {
            <a class="button rows-more" href=format!("/conversations?cursor={cursor}") on:click=fetch>{texts.more_conversations}</a>
        })
    };

    view! {
        <Show when=move || !ids.with(Vec::is_empty) fallback=move || view! {
            <EmptyState icon=Icon::Chat title=texts.no_conversations hint=texts.no_conversations_hint>
                <a class="button is-primary" href="/people">{texts.find_people}</a>
            </EmptyState>
        }>
            <ul class="rows">
                <For each=move || ids.get() key=|id| *id children=row/>
            </ul>
            {more}
        </Show>
    }
}

/// A conversation as the inbox has it now, or as it was found where the inbox does not hold it.
fn live(chat: Chat, found: Conversation) -> Memo<Conversation> {
    Memo::new(move |_| {
        let held = chat.with_inbox(|inbox| inbox.find(found.id).cloned()).flatten();
        held.unwrap_or_else(|| found.clone())
    })
}
