//! Shows that the connection is lost, or that a background action failed.

use charla::client::ConnectionStatus;
use leptos::prelude::*;

use crate::{
    chat::Chat,
    i18n::{failure_text, use_locale, use_texts},
    text_content::live_text,
};

#[component]
pub(crate) fn Banner() -> impl IntoView {
    let (texts, locale) = (use_texts(), use_locale());
    let chat: Chat = expect_context();
    let text = Memo::new(move |_| match chat.connection() {
        ConnectionStatus::Lost => Some(texts.offline.to_owned()),
        ConnectionStatus::Starting | ConnectionStatus::Live => {
            chat.failure().map(|failure| failure_text(locale, &failure))
        }
    });
    view! {
        <div class="banner" role="status" class:is-shown=move || text.with(Option::is_some)
            {..live_text(move || text.get().unwrap_or_default())}></div>
    }
}
