//! What a screen reader is told of its own accord: messages that come in, together where many do. The log itself says
//! nothing when older ones are fetched.

use charla::{Message, Seq, direction::Isolated};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    chat::{Chat, Opened},
    i18n::use_texts,
    text_content::live_text,
};

/// What comes within this time is told together.
const TOGETHER_MILLIS: u32 = 1_000;

#[component]
pub(super) fn Announcer(opened: Opened) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let told = RwSignal::new(String::new());
    let waiting = StoredValue::new(Vec::<String>::new());
    let announce = move |message: &Message| {
        let is_first = waiting.with_value(Vec::is_empty);
        waiting
            .update_value(|waiting| waiting.push(format!("{}: {}", Isolated(&message.sender_name()), message.content)));
        if is_first {
            spawn_local(async move {
                browser::pause(TOGETHER_MILLIS).await;
                if let Some(all) = waiting.try_update_value(std::mem::take) {
                    told.set(all.join("\n"));
                }
                // What is read out stays nowhere: it may be edited or deleted.
                browser::pause(TOGETHER_MILLIS).await;
                let _ = told.try_set(String::new());
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
    let told = live_text(move || told.get());
    view! { <div class="visually-hidden" role="status" aria-label=texts.new_messages {..told}></div> }
}
