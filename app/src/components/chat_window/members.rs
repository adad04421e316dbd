//! The list of the other members of a conversation, with their roles in the marketplace.

use charla::{Conversation, User, UserId, direction::Isolated};
use leptos::prelude::*;

use crate::{
    chat::Chat,
    components::PresenceAvatar,
    i18n::{Texts, use_texts},
};

#[component]
pub(super) fn Members(conversation: Conversation) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let member = |user: &User| {
        let name = user.display_name();
        let about = texts.about(conversation.roles_of(user.id), &user.username);
        view! {
            <li class="member">
                <PresenceAvatar name=name.clone() user=Some(user.id)/>
                <span class="person-name" dir="auto" translate="no">{name}</span>
                <span class="person-role">{about}</span>
            </li>
        }
    };
    view! { <ul class="members" aria-label=texts.members>{conversation.others(chat.me).map(member).collect_view()}</ul> }
}

/// Returns the roles and the user name of each other member, a line each, for the heading on paper. The lines of a group
/// begin with the name.
pub(super) fn members_printed(conversation: &Conversation, me: UserId, texts: &Texts) -> String {
    let member = |user: &User| {
        let about = texts.about(conversation.roles_of(user.id), &user.username);
        if conversation.is_group() { format!("{}: {about}", Isolated(&user.display_name())) } else { about }
    };
    conversation.others(me).map(member).collect::<Vec<_>>().join("\n")
}
