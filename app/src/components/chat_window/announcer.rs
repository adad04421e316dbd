//! Announces new messages to screen readers, several at once if they arrive together. The log itself is not a live
//! region, because it also gets older messages.

use charla::{Message, Seq, direction::Isolated};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    chat::{Chat, ConversationView},
    i18n::use_texts,
    text_content::live_text,
};

/// Messages that arrive within this time are announced together.
const BATCH_MILLIS: u32 = 1_000;

#[component]
pub(super) fn Announcer(opened: ConversationView) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let announcement = RwSignal::new(String::new());
    let waiting = StoredValue::new(Vec::<String>::new());
    let announce = move |message: &Message| {
        let is_first = waiting.with_value(Vec::is_empty);
        waiting
            .update_value(|waiting| waiting.push(format!("{}: {}", Isolated(&message.sender_name()), message.content)));
        if is_first {
            spawn_local(async move {
                browser::pause(BATCH_MILLIS).await;
                if let Some(all) = waiting.try_update_value(std::mem::take) {
                    announcement.set(all.join("\n"));
                }
                // The text is removed afterwards, because the message may be edited or deleted.
                browser::pause(BATCH_MILLIS).await;
                let _ = announcement.try_set(String::new());
            });
        }
    };
    Effect::new(move |announced: Option<Seq>| {
        opened.with_timeline(|timeline| {
            if let Some(announced) = announced {
                let new = timeline.messages().filter(|message| message.seq > announced && message.sender_id != chat.me);
                new.for_each(announce);
            }
            timeline.newest()
        })
    });
    let announcement = live_text(move || announcement.get());
    view! { <div class="visually-hidden" role="status" aria-label=texts.new_messages {..announcement}></div> }
}
