//! With whom one talks, and the way back.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    chat::{Chat, Opened},
    components::{Avatar, Icon},
    i18n::use_texts,
};

#[component]
pub(super) fn ChatHeader(opened: Opened) -> impl IntoView {
    let texts = use_texts();
    let me = expect_context::<Chat>().me;
    let Opened { conversation, timeline } = opened;
    let id = conversation.id;
    let title = conversation.title(me);
    let usernames: Vec<_> = conversation.others(me).map(|user| format!("@{}", user.username)).collect();
    let has_unread = Memo::new(move |_| timeline.with(|timeline| timeline.unread().next().is_some()));
    view! {
        <header class="chat-head">
            <A href="/conversations" attr:class="icon-button chat-back" attr:aria-label=texts.back>{Icon::Back.view()}</A>
            <Avatar name=title.clone()/>
            <div class="chat-who">
                <h2 class="chat-title" dir="auto">{title}</h2>
                <p class="chat-usernames">{usernames.join(" ")}</p>
            </div>
            // With scripts, looking at a message reads it: this is for those without.
            <Show when=move || has_unread.get()>
                <form class="chat-read" method="post" action=format!("/conversations/{id}/read")>
                    <button class="button" type="submit">{texts.mark_read}</button>
                </form>
            </Show>
        </header>
    }
}
