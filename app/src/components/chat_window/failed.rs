//! A conversation that could not be loaded: the reason, and the text that the user sent with the form.

use charla::{ConversationId, Failure};
use leptos::prelude::*;

use super::unopened_head::UnopenedHead;
use crate::components::{FailureNotice, Retries, UnsentText};

#[component]
pub(crate) fn FailedChat(id: Memo<ConversationId>, failure: Failure, retries: Retries) -> impl IntoView {
    view! {
        <section class="chat">
            <UnopenedHead id/>
            <div class="chat-failure">
                <FailureNotice failure retries/>
                <UnsentText/>
            </div>
        </section>
    }
}
