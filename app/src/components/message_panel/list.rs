//! The conversations of the inbox that the panel shows now, live.

use charla::{ActivityCursor, ConversationId, Filter};
use leptos::{prelude::*, task::spawn_local};

use super::{live, row::Row};
use crate::{
    chat::Chat,
    components::{EmptyState, Icon},
    functions,
    i18n::use_texts,
};

/// `end`: after the last of a filtered list that was fetched, where there may be more.
#[component]
pub(super) fn ConversationList(filter: Filter, end: Option<ActivityCursor>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let ids = Memo::new(move |_| chat.listed(filter));
    let row = move |id: ConversationId| {
        // A conversation never leaves the inbox that it came from.
        let held = untrack(|| chat.with_inbox(|inbox| inbox.find(id).cloned()).flatten());
        held.map(|held| view! { <Row conversation=live(chat, held)/> })
    };
    let end = RwSignal::new(end);
    let next = move || match filter {
        Filter::Unread | Filter::Archived => end.get(),
        Filter::Everything | Filter::Current => chat.inbox_end(),
    };
    let more = move || {
        let cursor = next()?;
        let fetch = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            spawn_local(async move {
                // Should it fail, the link is still there to try again.
                if let Ok(fetched) = chat.fetch_more_conversations(cursor, filter).await {
                    let _ = end.try_set(fetched);
                }
            });
        };
        let show = if matches!(filter, Filter::Unread | Filter::Archived) { filter.as_str() } else { "" };
        let show = if show.is_empty() { String::new() } else { format!("&show={show}") };
        let href = format!("/conversations?cursor={cursor}{show}");
        Some(view! { <a class="button rows-more" href=href on:click=fetch>{texts.more_conversations}</a> })
    };
    let nothing = move || match filter {
        Filter::Unread => {
            view! { <EmptyState icon=Icon::Read title=texts.all_read hint=texts.no_unread_hint/> }.into_any()
        }
        Filter::Archived => {
            view! { <EmptyState icon=Icon::Archive title=texts.no_archived hint=texts.no_archived_hint/> }.into_any()
        }
        Filter::Everything | Filter::Current => view! {
            <EmptyState icon=Icon::Chat title=texts.no_conversations hint=texts.no_conversations_hint>
                <a class="button is-primary" href="/people">{texts.find_people}</a>
            </EmptyState>
        }
        .into_any(),
    };
    view! {
        <Show when=move || !ids.with(Vec::is_empty) fallback=nothing>
            <ul class="rows">
                <For each=move || ids.get() key=|id| *id children=row/>
            </ul>
        </Show>
        {more}
    }
}

/// The first page of a filtered list, or the one that the address names; none where all are listed.
pub(super) async fn filtered(
    filter: Filter,
    list: charla::ListRequest,
) -> Result<Option<functions::InboxPage>, crate::failure::Failure> {
    match filter {
        Filter::Everything | Filter::Current => Ok(None),
        Filter::Unread | Filter::Archived => functions::inbox(list.of(filter)).await.map(Some),
    }
}
