//! Avatars with presence, and the text of typing indicators.

use charla::{
    Conversation, User, UserId,
    direction::{self, Isolated},
};
use leptos::prelude::*;

use super::Avatar;
use crate::{
    chat::Chat,
    i18n::{Texts, use_texts},
};

/// An avatar, with a dot while `user` is online.
#[component]
pub(crate) fn PresenceAvatar(
    #[prop(into)] name: String,
    user: Option<UserId>,
    #[prop(optional)] is_group: bool,
) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let is_online = Memo::new(move |_| user.is_some_and(|user| chat.is_online(user)));
    view! {
        <span class="presence-avatar">
            <Avatar name is_group/>
            <Show when=move || is_online.get()>
                <span class="online-dot"><span class="visually-hidden">{texts.is_online}</span></span>
            </Show>
        </span>
    }
}

/// Returns a sentence with the names of the members who are typing; `None` if there are none. Reactive.
pub(crate) fn typing_text(chat: Chat, conversation: &Conversation, texts: &Texts) -> Option<String> {
    let typing_users = chat.typing_users(conversation.id);
    let names: Vec<_> =
        conversation.others(chat.me).filter(|user| typing_users.contains(&user.id)).map(User::short_name).collect();
    match &names[..] {
        [] => None,
        [name] => Some((texts.is_typing)(Isolated(name))),
        names => Some((texts.are_typing)(&direction::list(names))),
    }
}
