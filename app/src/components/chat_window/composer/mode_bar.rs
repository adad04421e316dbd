//! The bar above the composer while the user answers or edits a message, with a button to cancel.

use charla::direction::Isolated;
use leptos::{ev, prelude::*};

use super::super::state::{ChatWindowState, ComposerMode};
use crate::{browser, components::Icon, i18n::use_texts, text_content::text_content};

#[component]
pub(super) fn ModeBar(leave: Callback<()>) -> impl IntoView {
    let texts = use_texts();
    let state: ChatWindowState = expect_context();
    let leave = move |event: ev::MouseEvent| {
        if browser::is_plain(&event) {
            event.prevent_default();
            leave.run(());
        }
    };
    move || {
        let (icon, title, text) = match state.mode.get() {
            ComposerMode::Write => return None,
            ComposerMode::Reply(quote) => {
                let is_mine = quote.sender_id == state.chat.me;
                let title = if is_mine {
                    texts.answer_to_yourself.to_owned()
                } else {
                    (texts.answer_to)(Isolated(&quote.sender_name))
                };
                (Icon::Reply, title, quote.excerpt)
            }
            ComposerMode::Edit { content, .. } => (Icon::Edit, texts.edit_message.to_owned(), content),
        };
        Some(view! {
            <div class="task">
                {icon.view()}
                <p class="task-what" {..text_content(title)}></p>
                <p class="task-text" dir="auto" {..text_content(text)}></p>
                <a class="icon-button" href=format!("/conversations/{}", state.id) aria-label=texts.cancel on:click=leave>
                    {Icon::Close.view()}
                </a>
            </div>
        })
    }
}
