//! One conversation, opened; or the invitation to open one.

use charla::{ConversationId, PageRequest, Seq};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    chat::Chat,
    components::{ChatSearch, ChatSkeleton, ChatWindow, EmptyState, FailureNotice, Icon},
    functions,
    i18n::use_texts,
};

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
    let params = use_params_map();
    // What is no number names no conversation.
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse().ok()).unwrap_or(ConversationId(0)));
    let query = use_query_map();
    let request = Memo::new(move |_| {
        let before = query.with(|query| query.get("before")?.parse::<Seq>().ok());
        before.map_or(PageRequest::newest(), PageRequest::before)
    });
    let page = Resource::new_blocking(
        move || (id.get(), request.get()),
        move |(id, request)| async move {
            match chat.timeline(id) {
                Some(_) => Ok(None),
                None => functions::chat(id, request).await.map(Some),
            }
        },
    );

    view! {
        <Suspense fallback=ChatSkeleton>
            {move || {
                let id = id.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(fetched) => {
                            if let Some(page) = fetched {
                                chat.open(page);
                            }
                            // Keyed: another conversation is another window. Otherwise the view of one would be
                            // rebuilt into that of the next, with what was typed in it.
                            view! {
                                <For each=move || [id] key=|id| *id let:id>
                                    <ChatWindow id/>
                                </For>
                            }
                            .into_any()
                        }
                        Err(failure) => view! { <FailureNotice failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
        <ChatSearch id/>
    }
    .into_any()
}
