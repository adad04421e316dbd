//! The list of one's conversations, live, with a search through their people and messages.

mod filters;
mod list;
mod preview;
mod results;
mod row;

use charla::{Conversation, Filter, ListRequest, MessageId};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{Attempts, FailureNotice, PanelSkeleton, SearchBox};
use crate::{chat::Chat, functions, i18n::use_texts};
use filters::Filters;
use list::{ConversationList, filtered};
use results::Results;

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
    let shown = url.with_untracked(|url| Filter::parse(&url.get("show")?)).unwrap_or_default();
    let filter = RwSignal::new(if shown == Filter::Everything { Filter::Current } else { shown });
    let attempts = Attempts::new();
    let inbox = Resource::new_blocking(
        move || attempts.number(),
        move |_| async move {
            // That of a filtered list names no place in the list of all.
            let list = if shown == Filter::Everything { list } else { ListRequest::first() };
            if chat.has_inbox() { Ok(None) } else { functions::inbox(list).await.map(Some) }
        },
    );
    // This runs again for each search: an old page must not undo what one has decided since.
    let added = StoredValue::new(None::<Vec<Conversation>>);
    let of_filter =
        Resource::new_blocking(move || (filter.get(), attempts.number()), move |(filter, _)| filtered(filter, list));
    // Made here and not where it is shown: the browser counts resources in the order of their making,
    // as the server did.
    let trimmed = Memo::new(move |_| query.with(|query| query.trim().to_owned()));
    let asked = Memo::new(move |_| {
        let query = trimmed.get();
        let before = before.as_ref().filter(|(linked, _)| *linked == query).map(|(_, before)| *before);
        (query, before)
    });
    let people = Resource::new_blocking(
        move || (asked.get(), attempts.number()),
        |((query, before), _)| async move {
            if query.is_empty() || before.is_some() { Ok(None) } else { functions::search(query).await.map(Some) }
        },
    );
    let messages = Resource::new_blocking(
        move || (asked.get(), attempts.number()),
        |((query, before), _)| async move {
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
            if stats.total_conversations == 0 {
                return None;
            }
            let unread = match stats.unread_messages {
                0 => texts.all_read.to_owned(),
                unread => (texts.unread_count)(unread),
            };
            let count = (texts.conversation_count)(stats.total_conversations);
            Some(view! { <p class="panel-totals">{count} " · " {unread}</p> })
        })
    };

    view! {
        <section class="pane-list" aria-label=texts.conversations>
            <header class="panel-head">
                <h1 class="panel-title">{texts.conversations}</h1>
                <SearchBox query name="q" label=texts.search_conversations placeholder=texts.search_conversations/>
                <Filters filter/>
            </header>
            // One boundary, and nothing inside that awaits: both sides count boundaries, too.
            <Transition fallback=PanelSkeleton>
                {move || Suspend::new(async move {
                    let fetched = inbox.await;
                    let people = people.await;
                    let messages = messages.await;
                    let of_filter = of_filter.await;
                    match fetched.and_then(|page| Ok((page, people?, of_filter?))) {
                        Ok((page, people, of_filter)) => {
                            attempts.succeeded();
                            // Once: this runs again for each search.
                            if let Some(page) = page.filter(|_| !chat.has_inbox()) {
                                let _ = chat.fill_inbox(page);
                            }
                            let end = of_filter.and_then(|page| {
                                let is_new = added.with_value(|added| added.as_ref() != Some(&page.conversations));
                                if is_new {
                                    added.set_value(Some(page.conversations.clone()));
                                    chat.add_conversations(page.conversations);
                                }
                                page.next
                            });
                            let filter = filter.get_untracked();
                            let is_search = messages.is_some();
                            let rows = match messages {
                                Some((query, messages)) => view! { <Results query people messages/> }.into_any(),
                                None => view! { <ConversationList filter end/> }.into_any(),
                            };
                            // They are of all conversations, and say nothing of a part of them.
                            let is_whole = filter == Filter::Current && !is_search;
                            view! { {is_whole.then_some(totals)} {rows} }.into_any()
                        }
                        Err(failure) => view! { <FailureNotice failure attempts/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// A conversation as the inbox has it now, or as it was found where the inbox does not hold it.
fn live(chat: Chat, found: Conversation) -> Memo<Conversation> {
    Memo::new(move |_| {
        let held = chat.with_inbox(|inbox| inbox.find(found.id).cloned()).flatten();
        held.unwrap_or_else(|| found.clone())
    })
}
