//! Links to older and newer messages. With scripts, they add the messages to the log.

use charla::{ConversationId, Failure, Seq, Timeline};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    chat::{Chat, ConversationView},
    i18n::{Locale, failure_text, use_locale, use_texts},
    text_content::text_content,
};

/// Fetches one page at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct History {
    chat: Chat,
    id: ConversationId,
    locale: Locale,
    is_fetching: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
}

impl History {
    pub(super) fn new(chat: Chat, id: ConversationId) -> Self {
        Self { chat, id, locale: use_locale(), is_fetching: RwSignal::new(false), problem: RwSignal::new(None) }
    }

    pub(super) fn fetch_older(self) {
        self.fetch(async move { self.chat.load_older(self.id).await });
    }

    pub(super) fn fetch_newer(self) {
        self.fetch(async move { self.chat.load_newer(self.id).await });
    }

    fn fetch(self, work: impl Future<Output = Result<(), Failure>> + 'static) {
        if self.is_fetching.get_untracked() {
            return;
        }
        self.is_fetching.set(true);
        self.problem.set(None);
        spawn_local(async move {
            // The window may have been closed during the request.
            if let Err(failure) = work.await {
                let _ = self.problem.try_set(Some(failure_text(self.locale, &failure)));
            }
            let _ = self.is_fetching.try_set(false);
        });
    }
}

#[component]
pub(super) fn OlderLink(history: History, opened: ConversationView) -> impl IntoView {
    let texts = use_texts();
    let oldest = Memo::new(move |_| opened.with_shown(|shown| shown.has_older().then(|| shown.oldest())));
    let fetch = Callback::new(move |()| history.fetch_older());
    move || {
        oldest
            .get()
            .map(|oldest| view! { <PageLink history fetch query="before" seq=oldest text=texts.older_messages printed=texts.older_not_printed/> })
    }
}

#[component]
pub(super) fn NewerLink(history: History, opened: ConversationView) -> impl IntoView {
    let texts = use_texts();
    let newest = Memo::new(move |_| opened.shows_older_part().then(|| opened.with_shown(Timeline::newest)));
    let fetch = Callback::new(move |()| history.fetch_newer());
    move || {
        newest
            .get()
            .map(|newest| view! { <PageLink history fetch query="after" seq=newest text=texts.newer_messages printed=texts.newer_not_printed/> })
    }
}

/// On paper, `printed` takes the place of the link.
#[component]
fn PageLink(
    history: History,
    fetch: Callback<()>,
    query: &'static str,
    seq: Seq,
    text: &'static str,
    printed: &'static str,
) -> impl IntoView {
    let on_click = move |event: leptos::ev::MouseEvent| {
        if browser::is_plain(&event) {
            event.prevent_default();
            fetch.run(());
        }
    };
    view! {
        <p class="older" data-printed=printed>
            <a class="chip" href=format!("/conversations/{}?{query}={seq}", history.id) on:click=on_click
                aria-busy=move || history.is_fetching.get().then_some("true")>
                {text}
            </a>
            {move || history.problem.get().map(|problem| view! {
                <span class="notice is-error" role="alert" {..text_content(problem)}></span>
            })}
        </p>
    }
}
