//! One conversation, opened; or the invitation to open one.

use charla::{ConversationId, PageRequest, PageStart, Seq};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    chat::Chat,
    components::{ChatSearch, ChatSkeleton, ChatWindow, EmptyState, FailureNotice, Icon, KeptWords},
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
        let named = |name: &str| query.with(|query| query.get(name)?.parse::<Seq>().ok());
        let around = named("around").map(PageRequest::around);
        let before = || named("before").map(PageRequest::before);
        let after = || Some(PageRequest { from: PageStart::After(named("after")?), ..PageRequest::newest() });
        around.or_else(before).or_else(after).unwrap_or(PageRequest::newest())
    });
    let around = Memo::new(move |_| query.with(|query| query.get("around")?.parse::<Seq>().ok()));
    let page = Resource::new_blocking(
        move || (id.get(), around.get(), request.get()),
        move |(id, around, request)| async move {
            match chat.opened(id).filter(|opened| around.is_none_or(|seq| opened.shows(seq))) {
                Some(_) => Ok(None),
                None => functions::chat(id, request).await.map(Some),
            }
        },
    );

    view! {
        <Suspense fallback=ChatSkeleton>
            {move || {
                let (id, around) = (id.get(), around.get());
                Suspend::new(async move {
                    match page.await {
                        Ok(fetched) => {
                            if let Some(page) = fetched {
                                chat.open(page);
                            }
                            // Keyed: another conversation, or place in it, is another window. Otherwise the view of one would be
                            // rebuilt into that of the next, with what was typed in it.
                            view! {
                                <For each=move || [(id, around)] key=|key| *key let((id, _))>
                                    <ChatWindow id/>
                                </For>
                            }
                            .into_any()
                        }
                        Err(failure) => view! { <FailureNotice failure/> <KeptWords/> }.into_any(),
                    }
                })
            }}
        </Suspense>
        <ChatSearch id/>
    }
    .into_any()
}
