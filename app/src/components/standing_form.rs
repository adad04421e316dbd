//! What one can decide about a conversation: archive it, mute it, look at it again later.

use charla::{ConversationId, Seq, standing::Decision};
use leptos::{ev::MouseEvent, prelude::*};

use super::{Icon, ReaderField, here::use_here};
use crate::{chat::Chat, i18n::use_texts, text_content::text_content};

/// `then` is done once it is decided, with scripts; without them it leads back to the page one is on.
#[component]
pub(crate) fn StandingForm(id: ConversationId, #[prop(optional)] then: Option<Callback<Decision>>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let here = use_here();
    let held = Memo::new(move |_| {
        let found = chat.with_inbox(|inbox| inbox.find(id).map(|held| (held.standing, held.is_unread()))).flatten();
        found.unwrap_or_else(|| {
            let opened = chat.opened(id).map(|opened| (opened.conversation.standing, opened.conversation.is_unread()));
            opened.unwrap_or_default()
        })
    });
    let decide = move |decision: Decision| {
        move |event: MouseEvent| {
            event.prevent_default();
            chat.change_settings(id, decision);
            if let Some(then) = then {
                then.run(decision);
            }
        }
    };
    let read = move |event: MouseEvent| {
        event.prevent_default();
        chat.mark_read(id, Seq(i64::MAX));
    };
    view! {
        <form class="standing" method="post" action=format!("/conversations/{id}/standing")>
            <ReaderField/>
            <input type="hidden" name="next" value=untrack(here)/>
            {move || {
                let (standing, is_unread) = held.get();
                let unread = if is_unread {
                    view! {
                        <button class="action" type="submit" formaction=format!("/conversations/{id}/read") on:click=read>
                            {Icon::Read.view()}<span>{texts.mark_read}</span>
                        </button>
                    }
                    .into_any()
                } else {
                    view! {
                        <button class="action" type="submit" name="unread" value="true" on:click=decide(Decision::MarkUnread(true))>
                            {Icon::Unread.view()}<span>{texts.mark_unread}</span>
                        </button>
                    }
                    .into_any()
                };
                let (mute, archive) = (!standing.is_muted, !standing.is_archived);
                view! {
                    {unread}
                    <button class="action" type="submit" name="mute" value=mute.to_string() on:click=decide(Decision::Mute(mute))>
                        {if mute { Icon::Muted } else { Icon::Bell }.view()}
                        <span {..text_content(if mute { texts.mute } else { texts.unmute })}></span>
                    </button>
                    <button class="action" type="submit" name="archive" value=archive.to_string() on:click=decide(Decision::Archive(archive))>
                        {Icon::Archive.view()}
                        <span {..text_content(if archive { texts.archive } else { texts.unarchive })}></span>
                    </button>
                }
            }}
        </form>
    }
}
