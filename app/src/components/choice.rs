//! A choice among a few, taken at once. Works without scripts.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

pub(crate) struct Choosable {
    pub(crate) tag: &'static str,
    pub(crate) text: &'static str,
    pub(crate) lang: Option<&'static str>,
    pub(crate) is_chosen: bool,
}

/// A form that leads to `next`, or back to the page one is on.
#[component]
pub(crate) fn Choice(
    action: &'static str,
    field: &'static str,
    label: &'static str,
    options: Vec<Choosable>,
    next: Option<&'static str>,
) -> impl IntoView {
    let here = use_here();
    let next = move || next.map_or_else(here, ToOwned::to_owned);
    let button = |Choosable { tag, text, lang, is_chosen }| {
        view! {
            <button class="chip" type="submit" name=field value=tag lang=lang
                aria-pressed=if is_chosen { "true" } else { "false" }>
                {text}
            </button>
        }
    };
    view! {
        <form class="chips" method="post" action=action aria-label=label>
            <input type="hidden" name="next" value=next/>
            {options.into_iter().map(button).collect_view()}
        </form>
    }
}

/// The page one is on, to come back to.
fn use_here() -> impl Fn() -> String + Copy {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    move || path.get() + &search.with(|search| query_of(search))
}

/// Without what is said only once.
fn query_of(search: &str) -> String {
    let kept: Vec<_> = search.trim_start_matches('?').split('&').filter(|pair| !pair.starts_with("saved=")).collect();
    match kept.join("&").as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_the_same_page_without_being_told_twice_that_it_is_saved() {
        assert_eq!(query_of("?q=a&page=2"), "?q=a&page=2");
        assert_eq!(query_of("?saved=profile"), "");
        assert_eq!(query_of(""), "");
    }
}
