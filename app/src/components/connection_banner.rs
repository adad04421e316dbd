//! Says quietly that the connection is lost, and nothing otherwise.

use leptos::prelude::*;

use crate::{
    chat::{Chat, Connection},
    i18n::use_texts,
};

#[component]
pub(crate) fn ConnectionBanner() -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let is_lost = move || chat.connection() == Connection::Lost;
    view! {
        <div class="banner" role="status" class:is-shown=is_lost>
            {move || is_lost().then_some(texts.offline)}
        </div>
    }
}
