//! Names in the form in which they are searched: without case, accents and surplus white space.

pub(super) mod refolding;

use charla::{folding::fold, limits::SEARCH_CHARS};
use unicode_normalization::UnicodeNormalization;

pub(super) use refolding::refold_all;

/// Returns the value of the column `users.search_text`. The user name is on a line of its own, so that no query matches the
/// end of the name and the beginning of the user name.
#[must_use]
pub fn search_text(first_name: &str, last_name: &str, username: &str) -> String {
    format!("{}\n{}", fold(&format!("{first_name} {last_name}")), fold(username))
}

/// Returns the value of the column `users.username_key`, which is unique: case makes no difference between user names.
#[must_use]
pub fn username_key(username: &str) -> String {
    username.trim().nfc().collect::<String>().to_lowercase()
}

/// Folds a query like the names. `Some("")` matches everybody. Returns `None` if nobody can match: the query is too long,
/// or contains a character that no name has.
#[must_use]
pub fn search_query(text: &str) -> Option<String> {
    let is_searchable = text.chars().count() <= SEARCH_CHARS && !text.contains('\0');
    is_searchable.then(|| fold(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_spacing_make_no_difference() {
        for text in ["José Núñez", " JOSÉ\t NÚÑEZ ", "Jose\u{301} Nu\u{301}n\u{303}ez", "jose nunez"] {
            assert_eq!(search_query(text).as_deref(), Some("jose nunez"), "{text:?}");
        }
    }

    #[test]
    fn no_query_matches_across_the_name_and_the_user_name() {
        let text = search_text("Luis", "Pérez", "Luis_P");
        assert_eq!(text, "luis perez\nluis_p");
        assert!(!search_query("pérez\nluis").is_some_and(|query| text.contains(&query)));
    }

    #[test]
    fn a_query_that_no_name_can_contain_is_none() {
        assert_eq!(search_query("a\0"), None);
        assert_eq!(search_query(&"x".repeat(SEARCH_CHARS + 1)), None);
    }
}
