//! The header of a conversation that is not loaded: back link, and the title if the list has it.

use charla::{Conversation, ConversationId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{header::about, title::title as heading};
use crate::{
    chat::Chat,
    clock::Clock,
    components::{Icon, PresenceAvatar},
    i18n::use_texts,
    text_content::text_content,
};

#[component]
pub(super) fn UnopenedHead(id: Memo<ConversationId>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let clock: Clock = expect_context();
    let known = RwSignal::new(None::<Conversation>);
    // On the server the list may be loaded before or after this is rendered. For identical hydration, both sides start
    // without a title.
    Effect::new(move |_| {
        let listed = chat.with_inbox(|inbox| inbox.find(id.get()).cloned()).flatten();
        known.maybe_update(|known| {
            let is_new = *known != listed;
            *known = listed;
            is_new
        });
    });
    let who = move |conversation: &Conversation| {
        let title = conversation.title(chat.me);
        let user = conversation.partner(chat.me).map(|user| user.id);
        view! {
            <PresenceAvatar name=title user is_group=conversation.is_group()/>
            <div class="chat-who">
                {heading(conversation, chat.me)}
                <p class="chat-status" {..text_content(about(chat, clock, conversation, texts))}></p>
            </div>
        }
    };
    view! {
        <header class="chat-head">
            <A href="/conversations" attr:class="icon-button chat-back" attr:aria-label=texts.back>{Icon::Back.view()}</A>
            {move || known.with(|known| match known {
                Some(conversation) => untrack(|| who(conversation)).into_any(),
                None => view! { <span class="avatar"></span> }.into_any(),
            })}
        </header>
    }
}
