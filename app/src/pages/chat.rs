//! The page of a conversation, and the placeholder while none is open.

use charla::{ConversationId, PageRequest, PageStart, Seq};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    browser,
    chat::Chat,
    components::{ChatSearch, ChatSkeleton, ChatWindow, EmptyState, FailedChat, Icon, LoadingBoundary, Retries, ready},
    functions,
    i18n::use_texts,
    latest::Latest,
    offline_page::or_offline_page,
    text_content::live_text,
};

/// Loading is announced to screen readers only if it takes longer than this.
const SKELETON_DELAY_MILLIS: u32 = 200;

#[component]
pub(crate) fn NoChat() -> impl IntoView {
    let texts = use_texts();
    view! {
        <EmptyState icon=Icon::Chat title=texts.choose_conversation hint=texts.choose_conversation_hint>
            <a class="button" href="/people">{texts.find_people}</a>
        </EmptyState>
    }
}

#[component]
pub(crate) fn ChatPage() -> impl IntoView {
    let Some(chat) = use_context::<Chat>() else { return ().into_any() };
    let texts = use_texts();
    let params = use_params_map();
    // An invalid id leads to a conversation that does not exist.
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse().ok()).unwrap_or(ConversationId(0)));
    let query = use_query_map();
    let request = Memo::new(move |_| {
        let named = |name: &str| query.with(|query| query.get(name)?.parse::<Seq>().ok());
        let around = named("around").map(PageRequest::around);
        let before = || named("before").map(PageRequest::before);
        let after = || Some(PageRequest { from: PageStart::After(named("after")?), ..PageRequest::newest() });
        around.or_else(before).or_else(after).unwrap_or(PageRequest::newest())
    });
    let around = Memo::new(move |_| query.with(|query| query.get("around")?.parse::<Seq>().ok()));
    let retries = Retries::new();
    let fetching = RwSignal::new(None::<ConversationId>);
    let request_key = move || (id.get(), around.get(), request.get(), retries.number());
    let latest = Latest::new(request_key);
    let page = Resource::new_blocking(request_key, move |request_key| async move {
        let (id, around, request, _) = request_key;
        let place = chat.place(id, around).map(|place| place.seq);
        if chat.opened(id).is_some_and(|opened| place.or(around).is_none_or(|seq| opened.shows(seq))) {
            return Some(((id, around), Ok(None)));
        }
        let _ = fetching.try_set(Some(id));
        let fetched = latest
            .fetch(request_key, or_offline_page(functions::chat(id, place.map_or(request, PageRequest::around))))
            .await;
        // Another conversation may be loading by now, or the page may have been left.
        if fetching.try_get_untracked() == Some(Some(id)) {
            fetching.set(None);
        }
        fetched.map(|fetched| ((id, around), fetched.map(Some)))
    });
    let opening = RwSignal::new("");
    Effect::new(move |_| {
        let Some(id) = fetching.get() else { return opening.set("") };
        spawn_local(async move {
            browser::pause(SKELETON_DELAY_MILLIS).await;
            if fetching.try_get_untracked() == Some(Some(id)) {
                opening.set(if untrack(|| retries.has_failed()) { texts.trying_again } else { texts.opening });
            }
        });
    });

    view! {
        <LoadingBoundary fallback=move || view! { <ChatSkeleton id retries/> }>
            {move || {
                let place = (id.get(), around.get());
                // A nested function, so that the old view is removed at once. Otherwise the boundary would keep the
                // window of the previous conversation, whose signals are disposed, until the answer arrives.
                move || Suspend::new(async move {
                    let fetched = page.await.filter(|(of, _)| *of == place);
                    // The answer is for another conversation: this runs again with the right one.
                    let Some((_, fetched)) = fetched else { return ready(view! { <ChatSkeleton id retries/> }) };
                    match fetched {
                        Ok(fetched) => {
                            retries.succeeded();
                            if let Some(page) = fetched {
                                chat.load_conversation(page);
                            }
                            // Keyed, so that another conversation or position gets a new window. Otherwise the old
                            // window would be rebuilt, with the text typed in it.
                            ready(view! {
                                <For each=move || [place] key=|place| *place let((id, _))>
                                    <ChatWindow id/>
                                </For>
                            })
                        }
                        Err(failure) => ready(view! { <FailedChat id failure retries/> }),
                    }
                })
            }}
        </LoadingBoundary>
        <p class="visually-hidden" role="status" {..live_text(move || opening.get())}></p>
        <ChatSearch id/>
    }
    .into_any()
}
