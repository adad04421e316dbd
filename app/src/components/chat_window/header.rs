//! The header of a conversation: back link, avatar, title, status, search and menu.

use charla::{Conversation, conversation_settings::SettingChange, direction::Isolated};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};

use super::{
    members::{Members, members_printed},
    title::title as heading,
};
use crate::{
    calendar,
    chat::{Chat, ConversationView},
    clock::Clock,
    components::{ConversationSettingsForm, Icon, Menu, PresenceAvatar, ReaderField, typing_text},
    i18n::{Texts, use_texts},
    text_content::live_text,
};

#[component]
pub(super) fn ChatHeader(opened: ConversationView) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let clock: Clock = expect_context();
    let me = chat.me;
    let conversation = opened.conversation.clone();
    let id = conversation.id;
    let title = conversation.title(me);
    let partner = conversation.partner(me).map(|user| user.id);
    let status = Memo::new({
        let conversation = conversation.clone();
        move |_| {
            let is_online = || partner.is_some_and(|user| chat.is_online(user)).then(|| texts.is_online.to_owned());
            typing_text(chat, &conversation, texts).or_else(is_online)
        }
    });
    let about = {
        let conversation = conversation.clone();
        move || about(chat, clock, &conversation, texts)
    };
    let navigate = use_navigate();
    // Marking as unread and archiving close the conversation.
    let leave = Callback::new(move |change| {
        if matches!(change, SettingChange::MarkUnread(true) | SettingChange::Archive(true)) {
            navigate("/conversations", NavigateOptions::default());
        }
    });
    let was_marked = conversation.settings.is_marked_unread;
    let is_marked = move || {
        let held = chat.with_inbox(|inbox| inbox.find(id).map(|held| held.settings.is_marked_unread));
        held.flatten().unwrap_or(was_marked)
    };
    let is_unread =
        Memo::new(move |_| is_marked() || opened.with_timeline(|timeline| timeline.unread().next().is_some()));
    view! {
        <header class="chat-head">
            <A href="/conversations" attr:class="icon-button chat-back" attr:aria-label=texts.back>{Icon::Back.view()}</A>
            <PresenceAvatar name=title user=partner is_group=conversation.is_group()/>
            <div class="chat-who" data-printed=members_printed(&conversation, me, texts)>
                {heading(&conversation, me)}
                <p class="chat-status" class:is-alive=move || status.with(Option::is_some)
                    {..live_text(move || status.get().unwrap_or_else(&about))}></p>
            </div>
            <a class="icon-button chat-find" href=format!("/conversations/{id}?find=") aria-label=texts.search_here>
                {Icon::Search.view()}
            </a>
            // Only without scripts: with scripts, messages are marked as read when they are seen.
            <Show when=move || is_unread.get()>
                <form class="chat-read" method="post" action=format!("/conversations/{id}/read")>
                    <ReaderField/>
                    <button class="button" type="submit">
                        {Icon::Read.view()}<span>{texts.mark_read}</span>
                    </button>
                </form>
            </Show>
            <Menu label=texts.conversation_options face=Icon::More.view().into_any()>
                <Members conversation=conversation.clone()/>
                <ConversationSettingsForm id then=leave/>
            </Menu>
        </header>
    }
}

/// Returns the text below the title: for a conversation of two, the partner's roles and last-seen time or user name;
/// for a group, all user names.
pub(super) fn about(chat: Chat, clock: Clock, conversation: &Conversation, texts: &Texts) -> String {
    let Some(partner) = conversation.partner(chat.me) else {
        return conversation
            .others(chat.me)
            .map(|user| format!("@{}", Isolated(&user.username)))
            .collect::<Vec<_>>()
            .join(" ");
    };
    let roles = conversation.roles_of(partner.id);
    match chat.last_seen(partner.id) {
        Some(at) => {
            let at = clock.local(at);
            let day = calendar::day_in_sentence(at.date(), clock.today(), texts);
            let seen = (texts.last_seen)(&day, &calendar::time_of_day(at));
            roles.map(|role| texts.role(role).to_owned()).chain([seen]).collect::<Vec<_>>().join(" · ")
        }
        None => texts.about(roles, &partner.username),
    }
}
