//! A conversation that is being fetched: whose it is, as far as the list knows.

use charla::{Conversation, ConversationId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::header::about;
use crate::{
    chat::Chat,
    clock::Clock,
    components::{Attempts, Companion, Icon},
    i18n::use_texts,
    text_content::text_content,
};

#[component]
pub(crate) fn ChatSkeleton(id: Memo<ConversationId>, attempts: Attempts) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let clock: Clock = expect_context();
    let who = move |conversation: &Conversation| {
        let title = conversation.title(chat.me);
        let user = conversation.partner(chat.me).map(|user| user.id);
        view! {
            <Companion name=title.clone() user is_group=conversation.is_group()/>
            <div class="chat-who">
                <h2 class="chat-title" dir="auto" translate="no" {..text_content(title)}></h2>
                <p class="chat-status" {..text_content(about(chat, clock, conversation, texts))}></p>
            </div>
        }
    };
    let head = move || {
        let id = id.get();
        let known = untrack(|| chat.with_inbox(|inbox| inbox.find(id).cloned()).flatten());
        match known {
            Some(conversation) => untrack(|| who(&conversation)).into_any(),
            None => view! { <span class="avatar"></span> }.into_any(),
        }
    };
    view! {
        <section class="chat is-skeleton" aria-busy="true">
            <header class="chat-head">
                <A href="/conversations" attr:class="icon-button chat-back" attr:aria-label=texts.back>{Icon::Back.view()}</A>
                {head}
            </header>
            {move || attempts.has_failed().then(|| view! { <p class="notice is-error chat-problem">{texts.trying_again}</p> })}
            <div class="chat-loading" aria-hidden="true">{(0..5).map(|_| view! { <span></span> }).collect_view()}</div>
        </section>
    }
}
