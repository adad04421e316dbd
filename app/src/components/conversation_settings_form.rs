//! Buttons to archive, mute and mark a conversation as read or unread.

use charla::{ConversationId, Seq, conversation_settings::SettingChange};
use leptos::{ev::MouseEvent, prelude::*};

use super::{Icon, ReaderField, return_path::use_return_path};
use crate::{chat::Chat, i18n::use_texts, text_content::text_content};

/// With scripts, `then` is called after each change; without scripts, the form redirects back to the current page.
#[component]
pub(crate) fn ConversationSettingsForm(
    id: ConversationId,
    #[prop(optional)] then: Option<Callback<SettingChange>>,
) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let here = use_return_path();
    let held = Memo::new(move |_| {
        let found = chat.with_inbox(|inbox| inbox.find(id).map(|held| (held.settings, held.is_unread()))).flatten();
        found.unwrap_or_else(|| {
            let opened = chat.opened(id).map(|opened| (opened.conversation.settings, opened.conversation.is_unread()));
            opened.unwrap_or_default()
        })
    });
    let change_settings = move |change: SettingChange| {
        move |event: MouseEvent| {
            event.prevent_default();
            chat.change_settings(id, change);
            if let Some(then) = then {
                then.run(change);
            }
        }
    };
    let read = move |event: MouseEvent| {
        event.prevent_default();
        chat.mark_read(id, Seq(i64::MAX));
    };
    view! {
        <form class="conversation-settings" method="post" action=format!("/conversations/{id}/standing")>
            <ReaderField/>
            <input type="hidden" name="next" value=untrack(here)/>
            {move || {
                let (settings, is_unread) = held.get();
                let unread = if is_unread {
                    view! {
                        <button class="action" type="submit" formaction=format!("/conversations/{id}/read") on:click=read>
                            {Icon::Read.view()}<span>{texts.mark_read}</span>
                        </button>
                    }
                    .into_any()
                } else {
                    view! {
                        <button class="action" type="submit" name="unread" value="true" on:click=change_settings(SettingChange::MarkUnread(true))>
                            {Icon::Unread.view()}<span>{texts.mark_unread}</span>
                        </button>
                    }
                    .into_any()
                };
                let (mute, archive) = (!settings.is_muted, !settings.is_archived);
                view! {
                    {unread}
                    <button class="action" type="submit" name="mute" value=mute.to_string() on:click=change_settings(SettingChange::Mute(mute))>
                        {if mute { Icon::Muted } else { Icon::Bell }.view()}
                        <span {..text_content(if mute { texts.mute } else { texts.unmute })}></span>
                    </button>
                    <button class="action" type="submit" name="archive" value=archive.to_string() on:click=change_settings(SettingChange::Archive(archive))>
                        {Icon::Archive.view()}
                        <span {..text_content(if archive { texts.archive } else { texts.unarchive })}></span>
                    </button>
                }
            }}
        </form>
    }
}
