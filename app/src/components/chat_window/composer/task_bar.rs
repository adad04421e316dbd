//! What the composer is for, where that is not a new message; and the way out of it.

use charla::direction::Isolated;
use leptos::{ev, prelude::*};

use super::super::desk::{Desk, Task};
use crate::{browser, components::Icon, i18n::use_texts, text_content::text_content};

#[component]
pub(super) fn TaskBar(leave: Callback<()>) -> impl IntoView {
    let texts = use_texts();
    let desk: Desk = expect_context();
    let leave = move |event: ev::MouseEvent| {
        if browser::is_plain(&event) {
            event.prevent_default();
            leave.run(());
        }
    };
    move || {
        let (icon, what, text) = match desk.task.get() {
            Task::Write => return None,
            Task::Answer(quote) => {
                let is_mine = quote.sender_id == desk.chat.me;
                let what = if is_mine {
                    texts.answer_to_yourself.to_owned()
                } else {
                    (texts.answer_to)(Isolated(&quote.sender_name))
                };
                (Icon::Reply, what, quote.excerpt)
            }
            Task::Edit { content, .. } => (Icon::Edit, texts.edit_message.to_owned(), content),
        };
        Some(view! {
            <div class="task">
                {icon.view()}
                <p class="task-what" {..text_content(what)}></p>
                <p class="task-text" dir="auto" {..text_content(text)}></p>
                <a class="icon-button" href=format!("/conversations/{}", desk.id) aria-label=texts.cancel on:click=leave>
                    {Icon::Close.view()}
                </a>
            </div>
        })
    }
}
