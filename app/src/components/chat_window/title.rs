//! The title of a conversation: the names of its members. In a narrow header, a group has short names.

use charla::{Conversation, UserId};
use leptos::prelude::*;

use crate::text_content::text_content;

/// Returns the heading. The style sheet shows one of the two texts of a group, by the width of the page.
pub(super) fn title(conversation: &Conversation, me: UserId) -> impl IntoView + use<> {
    let short = conversation.is_group().then(|| conversation.short_title(me));
    view! {
        <h2 class="chat-title" dir="auto" translate="no">
            <span {..text_content(conversation.title(me))}></span>
            {short.map(|short| view! { <span class="chat-title-short" {..text_content(short)}></span> })}
        </h2>
    }
}
