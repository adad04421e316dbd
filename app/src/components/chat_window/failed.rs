//! A conversation that could not be fetched: why, and what was written for it.

use charla::{ConversationId, Failure};
use leptos::prelude::*;

use super::unopened_head::UnopenedHead;
use crate::components::{Attempts, FailureNotice, KeptWords};

#[component]
pub(crate) fn FailedChat(id: Memo<ConversationId>, failure: Failure, attempts: Attempts) -> impl IntoView {
    view! {
        <section class="chat">
            <UnopenedHead id/>
            <div class="chat-failure">
                <FailureNotice failure attempts/>
                <KeptWords/>
            </div>
        </section>
    }
}
