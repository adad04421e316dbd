//! The panel with the user's conversations, live, and the search for people and messages.

mod answer;
mod filters;
mod hydrated_inbox;
mod list;
mod preview;
mod results;
mod row;
#[cfg(feature = "ssr")]
mod row_markup;
mod row_menu;
mod window;

use charla::{Conversation, Filter, InboxPage, ListRequest, MessageId};
use leptos::{prelude::*, tachys::reactive_graph::OwnedView};
use leptos_router::hooks::use_query_map;

use super::{FailureNotice, KeepingBoundary, PanelSkeleton, Retries, SearchBox, ready};
use crate::{
    chat::Chat, clock::Clock, functions, i18n::use_texts, offline_page::or_offline_page, text_content::text_content,
};
#[cfg(feature = "ssr")]
pub use row_markup::measured::with_row;

use answer::{PanelContent, PanelQuery};
use filters::Filters;
use hydrated_inbox::HydratedInbox;
use list::ConversationList;
use results::Results;
use row_menu::OpenRowMenu;

#[component]
pub(crate) fn MessagePanel() -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let clock: Clock = expect_context();
    let url = use_query_map();
    let (linked, before) = url.with_untracked(|url| {
        (url.get("q").unwrap_or_default(), url.get("before").and_then(|before| before.parse::<MessageId>().ok()))
    });
    // `before` of the address belongs to the query of the address, not to a query typed later.
    let before = before.map(|before| (linked.trim().to_owned(), before));
    provide_context(url.with_untracked(OpenRowMenu::new));
    let query = RwSignal::new(linked);
    let list =
        url.with_untracked(|url| url.get("cursor")?.parse().ok()).map_or(ListRequest::first(), ListRequest::after);
    let shown = url.with_untracked(|url| Filter::parse(&url.get("show")?)).unwrap_or_default();
    let filter = RwSignal::new(if shown == Filter::Everything { Filter::Current } else { shown });
    let retries = Retries::new();
    let scrolled = RwSignal::new(());
    let inbox = Resource::new_blocking(
        move || retries.number(),
        move |_| async move {
            // The cursor of a filtered list is not a position in the full list.
            let list = if shown == Filter::Everything { list } else { ListRequest::first() };
            if chat.has_inbox() {
                return Ok(None);
            }
            or_offline_page(functions::inbox(list)).await.map(|page| Some(HydratedInbox(page)))
        },
    );
    // The view is rendered again for each search: a page must be added only once, because an old page would undo later
    // changes of settings.
    let added = StoredValue::new(None::<Vec<Conversation>>);
    let trimmed = Memo::new(move |_| query.with(|query| query.trim().to_owned()));
    let request = Memo::new(move |_| {
        let query = trimmed.get();
        if query.is_empty() {
            return PanelQuery::List(filter.get());
        }
        let before = before.as_ref().filter(|(linked, _)| *linked == query).map(|(_, before)| *before);
        PanelQuery::Search { query, before }
    });
    // Resources must be created in the same order on both sides, because hydration numbers them: so this is not created
    // where it is used.
    let answer =
        Resource::new_blocking(move || (request.get(), retries.number()), move |(request, _)| request.fetch(list));
    // Signals of the shown view must live until the next answer is shown, not only until it is requested.
    let owner = Owner::current().unwrap_or_default();
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
            let zone = if clock.lacks_zone() { format!(" · {}", texts.times_in_utc) } else { String::new() };
            let text = text_content(format!("{count} · {unread}{zone}"));
            Some(view! { <p class="panel-totals" {..text}></p> })
        })
    };
    let rows = move || {
        let shown = owner.child();
        Suspend::new(async move {
            let fetched = inbox.await;
            let answer = answer.await;
            let view = shown.with(|| match fetched.and_then(|page| Ok((page, answer?))) {
                Ok((page, answer)) => {
                    retries.succeeded();
                    // Only once, because the view is rendered again for each search.
                    if let Some(HydratedInbox(page)) = page.filter(|_| !chat.has_inbox()) {
                        chat.load_list(page);
                    }
                    let add = |page: InboxPage| {
                        let is_new = added.with_value(|added| added.as_ref() != Some(&page.conversations));
                        if is_new {
                            added.set_value(Some(page.conversations.clone()));
                            chat.add_conversations(page.conversations);
                        }
                        page.next
                    };
                    match answer {
                        PanelContent::Search { query, people, messages } => {
                            ready(view! { <Results query people messages/> })
                        }
                        PanelContent::List(filter, page) => {
                            let end = page.and_then(add);
                            // The totals count all conversations, so they do not belong to a filtered list.
                            let totals = (filter == Filter::Current).then_some(totals);
                            ready(view! { {totals} <ConversationList filter end scrolled/> })
                        }
                    }
                }
                Err(failure) => ready(view! { <FailureNotice failure retries/> }),
            });
            OwnedView::new_with_owner(view, shown)
        })
    };

    view! {
        <section class="pane-list" aria-label=texts.conversations on:scroll=move |_| scrolled.notify()>
            <header class="panel-head">
                <h1 class="panel-title">{texts.conversations}</h1>
                <SearchBox query name="q" label=texts.search_conversations placeholder=texts.search_conversations/>
                <Filters filter/>
            </header>
            // Exactly one suspense boundary and no nested ones, because hydration numbers boundaries, too.
            <KeepingBoundary fallback=PanelSkeleton>
                {rows}
            </KeepingBoundary>
        </section>
    }
}

/// Returns a conversation as the inbox has it now, or as it was found if the inbox does not have it.
fn live(chat: Chat, found: Conversation) -> Memo<Conversation> {
    Memo::new(move |_| {
        let held = chat.with_inbox(|inbox| inbox.find(found.id).cloned()).flatten();
        held.unwrap_or_else(|| found.clone())
    })
}
