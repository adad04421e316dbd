//! The directory of customers and providers, where the user can start a conversation.

use charla::{DirectoryPage, Role, UserId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use crate::{
    components::{EmptyState, FailureNotice, Icon, KeepingBoundary, PersonCard, Retries, SearchBox, TopBar, ready},
    functions,
    i18n::{detail, use_locale, use_texts},
    page_context::FormValues,
    text_content::text_content,
};

#[derive(Debug, Clone, PartialEq, Eq)]
struct Search {
    query: String,
    role: Option<Role>,
    after: Option<UserId>,
    before: Option<UserId>,
}

impl Search {
    fn role_text(&self) -> &'static str {
        self.role.map_or("", Role::as_str)
    }

    /// Returns the address of the first page of this search with another role.
    fn href(&self, role: &str) -> String {
        let query = leptos_router::location::Url::escape(&self.query);
        format!("/people?q={query}&role={role}")
    }
}

#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let refused = FormValues::take().refusal().map(|error| detail(locale, &error));
    let query = use_query_map();
    let search = Memo::new(move |_| {
        query.with(|query| Search {
            query: query.get("q").unwrap_or_default(),
            role: query.get("role").and_then(|role| Role::parse(&role)),
            after: query.get("after").and_then(|user| user.parse().ok()),
            before: query.get("before").and_then(|user| user.parse().ok()),
        })
    });
    // The search is part of the address, so that the user can return to it; the field follows the address.
    let typed = RwSignal::new(search.with_untracked(|search| search.query.clone()));
    let navigate = use_navigate();
    Effect::new(move |_| {
        let request = Search { query: typed.get(), ..search.get_untracked() };
        if request.query != search.with_untracked(|search| search.query.clone()) {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&request.href(request.role_text()), options);
        }
    });
    Effect::new(move |_| typed.set(search.with(|search| search.query.clone())));
    let retries = Retries::new();
    let people = Resource::new_blocking(
        move || (search.get(), retries.number()),
        |(search, _)| functions::people(search.query, search.role, search.after, search.before),
    );
    let filter = move |role: Option<Role>, text: &'static str| {
        let role_text = role.map_or("", Role::as_str);
        let is_chosen = move || search.with(|search| search.role == role).then_some("true");
        view! { <a class="chip" href=move || search.with(|search| search.href(role_text)) aria-current=is_chosen>{text}</a> }
    };

    view! {
        <Title text=texts.people/>
        <TopBar/>
        <main id="main" class="page">
            <h1>{texts.people}</h1>
            {refused.map(|error| view! { <p class="notice is-error" role="alert">{error}</p> })}
            <SearchBox query=typed name="q" label=texts.search_people placeholder=texts.search_people>
                <input type="hidden" name="role" value=move || search.with(Search::role_text)/>
            </SearchBox>
            <nav class="chips" aria-label=texts.filter>
                {filter(None, texts.everyone)} {filter(Some(Role::Provider), texts.providers)}
                {filter(Some(Role::Customer), texts.customers)}
            </nav>
            <KeepingBoundary>
                {move || Suspend::new(async move {
                    match people.await {
                        Ok(page) => {
                            retries.succeeded();
                            ready(view! { <Directory page search=search.get_untracked()/> })
                        }
                        Err(failure) => ready(view! { <FailureNotice failure retries/> }),
                    }
                })}
            </KeepingBoundary>
        </main>
    }
}

#[component]
fn Directory(page: DirectoryPage, search: Search) -> impl IntoView {
    let texts = use_texts();
    let first = search.href(search.role_text());
    let link = |href: String, text: &'static str| view! { <a href=href class="button" {..text_content(text)}></a> };
    if page.people.is_empty() {
        let is_first = search.after.is_none() && search.before.is_none();
        return view! {
            <EmptyState icon=Icon::People title=texts.nothing_found hint=texts.nothing_found_hint>
                // The directory has become shorter, so there is nothing after this position.
                {(!is_first).then(|| link(first, texts.previous_page))}
            </EmptyState>
        }
        .into_any();
    }
    let previous = page.previous.map(|user| link(format!("{first}&before={user}"), texts.previous_page));
    let next = page.next.map(|user| link(format!("{first}&after={user}"), texts.next_page));
    view! {
        {page.count.map(|count| view! { <p class="page-note" {..text_content((texts.people_count)(count))}></p> })}
        <ul class="people">
            {page.people.iter().map(|person| view! { <li><PersonCard person=person.clone()/></li> }).collect_view()}
        </ul>
        {(previous.is_some() || next.is_some()).then(|| view! {
            <nav class="pager" aria-label=texts.pages>
                {previous} {next}
            </nav>
        })}
    }
    .into_any()
}
