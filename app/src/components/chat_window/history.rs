//! The way to older messages: a link that, with scripts, adds them above in place.

use charla::ConversationId;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    chat::Chat,
    i18n::{failure_text, use_locale, use_texts},
};

/// Fetches older messages, one page at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct History {
    chat: Chat,
    id: ConversationId,
    is_fetching: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
}

impl History {
    pub(super) fn new(chat: Chat, id: ConversationId) -> Self {
        Self { chat, id, is_fetching: RwSignal::new(false), problem: RwSignal::new(None) }
    }

    pub(super) fn fetch_older(self) {
        if self.is_fetching.get_untracked() {
            return;
        }
        self.is_fetching.set(true);
        self.problem.set(None);
        let locale = use_locale();
        spawn_local(async move {
            let fetched = self.chat.fetch_older(self.id).await;
            // The window may have been closed meanwhile.
            if let Err(failure) = fetched {
                let _ = self.problem.try_set(Some(failure_text(locale, &failure)));
            }
            let _ = self.is_fetching.try_set(false);
        });
    }
}

#[component]
pub(super) fn OlderLink(history: History) -> impl IntoView {
    let texts = use_texts();
    let timeline = history.chat.timeline(history.id);
    let oldest = Memo::new(move |_| {
        let oldest = |timeline: &ArcRwSignal<charla::Timeline>| timeline.with(|t| t.has_older().then(|| t.oldest()));
        timeline.as_ref().and_then(oldest)
    });
    let id = history.id;
    move || {
        oldest.get().map(|oldest| {
            let fetch = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                history.fetch_older();
            };
            view! {
                <p class="older">
                    <a class="chip" href=format!("/conversations/{id}?before={oldest}") on:click=fetch
                        aria-busy=move || history.is_fetching.get().then_some("true")>
                        {texts.older_messages}
                    </a>
                    {move || history.problem.get().map(|problem| view! { <span class="notice is-error" role="alert">{problem}</span> })}
                </p>
            }
        })
    }
}
