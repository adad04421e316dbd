//! The quoted message above an answer, as a link to it.

use charla::Quote;
use leptos::prelude::*;

use super::super::state::ChatWindowState;
use crate::{browser, i18n::use_texts, text_content::text_content};

#[component]
pub(super) fn Quoted(quote: Quote) -> impl IntoView {
    let texts = use_texts();
    let state: ChatWindowState = expect_context();
    let Quote { seq, sender_id, sender_name, excerpt } = quote;
    let is_mine = sender_id == state.chat.me;
    let name = if is_mine { texts.you.trim_end_matches([':', ' ']).to_owned() } else { sender_name };
    let excerpt = if excerpt.is_empty() { texts.deleted_message.to_owned() } else { excerpt };
    let go = move |event: leptos::ev::MouseEvent| {
        if browser::is_plain(&event) {
            event.prevent_default();
            state.go_to(seq);
        }
    };
    view! {
        <a class="quote" href=format!("/conversations/{}?around={seq}#m{seq}", state.id) on:click=go>
            <span class="quote-name" dir="auto" translate=(!is_mine).then_some("no") {..text_content(name)}></span>
            <span class="quote-text" dir="auto" {..text_content(excerpt)}></span>
        </a>
    }
}
