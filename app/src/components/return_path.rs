//! The address of the current page, for forms that redirect back to it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Returns a function that returns the path and query of the current page. Reactive.
pub(crate) fn use_return_path() -> impl Fn() -> String + Copy {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    move || path.get() + &search.with(|search| query_of(search))
}

/// Removes `saved`, whose message must be shown only once, and `menu`, so that the menu is closed after a choice.
fn query_of(search: &str) -> String {
    let kept: Vec<_> = search
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !["saved=", "menu="].iter().any(|once| pair.starts_with(once)))
        .collect();
    match kept.join("&").as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_return_path_has_the_query_without_saved_and_menu() {
        assert_eq!(query_of("?q=a&menu=7"), "?q=a");
        assert_eq!(query_of("?q=a&page=2"), "?q=a&page=2");
        assert_eq!(query_of("?saved=profile"), "");
        assert_eq!(query_of(""), "");
    }
}
