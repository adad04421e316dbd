//! Search within one conversation, shown over it while the address has `?find=…`.

use charla::{ConversationId, Failure, MessageHits, MessageId};
use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::{
    hooks::{use_navigate, use_query_map},
    location::Url,
};

use super::{
    EmptyState, FailureNotice, Icon, KeepingBoundary, MessageHitList, PanelSkeleton, Retries, SearchBox, ready,
};
use crate::{browser, functions, i18n::use_texts};

/// Renders nothing unless the address has `find`.
#[component]
pub(crate) fn ChatSearch(id: Memo<ConversationId>) -> impl IntoView {
    let url = use_query_map();
    let find = Memo::new(move |_| url.with(|url| url.get("find")));
    let query = RwSignal::new(find.get_untracked().unwrap_or_default());
    // Typed text does not change the address, but a link changes the text.
    Effect::new(move |_| query.set(find.get().unwrap_or_default()));
    let request = Memo::new(move |_| {
        let find = find.get()?;
        let query = query.with(|query| query.trim().to_owned());
        let before = url.with(|url| url.get("before")?.parse::<MessageId>().ok()).filter(|_| query == find.trim());
        Some((id.get(), query, before))
    });
    let retries = Retries::new();
    let found = Resource::new_blocking(
        move || (request.get(), retries.number()),
        |(request, _)| async move {
            match request {
                Some((id, query, before)) if !query.is_empty() => {
                    let hits = functions::search_messages(query.clone(), Some(id), before).await?;
                    Ok(Some((id, query, hits)))
                }
                _ => Ok::<_, Failure>(None),
            }
        },
    );
    let is_open = Memo::new(move |_| find.with(Option::is_some));
    let results = move || {
        Suspend::new(async move {
            match found.await {
                Ok(Some((id, query, hits))) => {
                    retries.succeeded();
                    ready(view! { <Results id query hits/> })
                }
                Ok(None) => ready(view! { <Invitation/> }),
                Err(failure) => ready(view! { <FailureNotice failure retries/> }),
            }
        })
    };
    move || {
        is_open.get().then(|| {
            view! {
                <Frame id query>
                    <KeepingBoundary fallback=PanelSkeleton>{results}</KeepingBoundary>
                </Frame>
            }
        })
    }
}

/// The search field and the close button, around the results.
#[component]
fn Frame(id: Memo<ConversationId>, query: RwSignal<String>, children: Children) -> impl IntoView {
    let texts = use_texts();
    let navigate = use_navigate();
    let href = move || format!("/conversations/{}", id.get());
    let close = move || {
        navigate(&untrack(href), Default::default());
        // Focuses the search button again, in the next frame because it is not focusable before.
        request_animation_frame(|| browser::focus_in_page(".chat-find"));
    };
    let close_by_key = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                close();
            }
        }
    };
    view! {
        <section class="chat-search" aria-label=texts.search_here on:keydown=close_by_key>
            <header class="chat-head">
                <a class="icon-button" href=href aria-label=texts.close_search
                    on:click=move |event| {
                        event.prevent_default();
                        close();
                    }>
                    {Icon::Close.view()}
                </a>
                <SearchBox query name="find" label=texts.search_here placeholder=texts.search takes_focus=true/>
            </header>
            <div class="chat-search-results">{children()}</div>
        </section>
    }
}

#[component]
fn Results(id: ConversationId, query: String, hits: MessageHits) -> impl IntoView {
    let texts = use_texts();
    if hits.results.is_empty() && hits.next.is_none() {
        return view! { <EmptyState icon=Icon::Search title=texts.nothing_found hint=texts.no_message_found_hint/> }
            .into_any();
    }
    let here = format!("/conversations/{id}?find={}", Url::escape(&query));
    view! { <MessageHitList found=hits query conversation=Some(id) here/> }.into_any()
}

#[component]
fn Invitation() -> impl IntoView {
    let texts = use_texts();
    view! { <EmptyState icon=Icon::Search title=texts.search_here hint=texts.search_here_hint/> }
}
