//! Links that filter the list of conversations.

use charla::Filter;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{browser, i18n::use_texts};

#[component]
pub(super) fn Filters(filter: RwSignal<Filter>) -> impl IntoView {
    let texts = use_texts();
    let path = use_location().pathname;
    let link = move |(of, text): (Filter, &'static str)| {
        let show = move |event: leptos::ev::MouseEvent| {
            if browser::is_plain(&event) {
                event.prevent_default();
                filter.set(of);
            }
        };
        let href = move || match of {
            Filter::Everything | Filter::Current => path.get(),
            Filter::Unread | Filter::Archived => format!("{}?show={}", path.get(), of.as_str()),
        };
        view! {
            <a class="chip" href=href aria-current=move || (filter.get() == of).then_some("true") on:click=show>{text}</a>
        }
    };
    let all = [
        (Filter::Current, texts.filter_all),
        (Filter::Unread, texts.filter_unread),
        (Filter::Archived, texts.filter_archived),
    ];
    view! { <nav class="chips panel-filters" aria-label=texts.filter>{all.map(link).collect_view()}</nav> }
}
