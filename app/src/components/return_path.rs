//! The page one is on, for forms that lead back to it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The page one is on, to come back to.
pub(crate) fn use_return_path() -> impl Fn() -> String + Copy {
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
