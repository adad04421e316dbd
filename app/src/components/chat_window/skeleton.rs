//! The placeholder of a conversation that is being loaded.

use charla::ConversationId;
use leptos::prelude::*;

use super::unopened_head::UnopenedHead;
use crate::{components::Retries, i18n::use_texts};

#[component]
pub(crate) fn ChatSkeleton(id: Memo<ConversationId>, retries: Retries) -> impl IntoView {
    let texts = use_texts();
    view! {
        <section class="chat is-skeleton" aria-busy="true">
            <UnopenedHead id/>
            {move || retries.has_failed().then(|| view! { <p class="notice is-error chat-problem">{texts.trying_again}</p> })}
            <div class="chat-loading" aria-hidden="true">{(0..5).map(|_| view! { <span></span> }).collect_view()}</div>
        </section>
    }
}
