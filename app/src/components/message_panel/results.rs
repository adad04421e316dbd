//! Search results: conversations found by the names of their members, and messages found by their text.

use charla::{Conversation, Failure, MessageHits, direction::Isolated};
use leptos::prelude::*;
use leptos_router::{hooks::use_location, location::Url};

use super::{live, row::Row};
use crate::{
    chat::Chat,
    components::{EmptyState, Icon, MessageHitList},
    functions::FoundConversation,
    i18n::{failure_text, use_locale, use_texts},
};

/// `people` is `None` on later pages of the messages. People are shown even if the search for messages was refused.
#[component]
pub(super) fn Results(
    query: String,
    people: Option<Vec<FoundConversation>>,
    messages: Result<MessageHits, Failure>,
) -> impl IntoView {
    let texts = use_texts();
    let path = use_location().pathname.get_untracked();
    let here = format!("{path}?q={}", Url::escape(&query));
    let directory = people.is_some().then(|| {
        let href = format!("/people?q={}", Url::escape(&query));
        view! { <a class="button is-small rows-more" href=href>{(texts.find_in_directory)(Isolated(&query))}</a> }
    });
    let people = people.unwrap_or_default();
    let no_message = matches!(&messages, Ok(hits) if hits.results.is_empty() && hits.next.is_none());
    if people.is_empty() && no_message {
        return view! { <EmptyState icon=Icon::Search title=texts.nothing_found hint=texts.no_search_result_hint>{directory}</EmptyState> }
            .into_any();
    }
    let messages = match messages {
        Ok(_) if no_message => view! { <p class="rows-note" role="status">{texts.no_message_found}</p> }.into_any(),
        Ok(found) => view! { <MessageHitList found query conversation=None here/> }.into_any(),
        Err(failure) => {
            let problem = failure_text(use_locale(), &failure);
            view! { <p class="notice is-error" role="alert">{problem}</p> }.into_any()
        }
    };
    view! {
        {directory.map(|directory| view! {
            <h2 class="rows-title">{texts.people}</h2>
            {(!people.is_empty()).then(|| view! { <People people/> })}
            {directory}
        })}
        <h2 class="rows-title">{texts.messages}</h2>
        {messages}
    }
    .into_any()
}

#[component]
fn People(people: Vec<FoundConversation>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let row = |FoundConversation { conversation, matches }: FoundConversation| {
        let conversation: Memo<Conversation> = live(chat, conversation);
        view! { <Row conversation matches/> }
    };
    view! {
        <ul class="rows" aria-label=texts.people>{people.into_iter().map(row).collect_view()}</ul>
    }
}
