//! Names as they are searched: without case, accents and surplus white space.

pub(super) mod refolding;

use charla::{folding::fold, limits::SEARCH_CHARS};
use unicode_normalization::UnicodeNormalization;

pub(super) use refolding::refold_all;

/// What the column `users.search_text` holds. The user name stands on a line of its own, which no
/// query can reach across.
#[must_use]
pub fn search_text(first_name: &str, last_name: &str, username: &str) -> String {
    format!("{}\n{}", fold(&format!("{first_name} {last_name}")), fold(username))
}

/// What the column `users.username_key` holds: user names differ not in case.
#[must_use]
pub fn username_key(username: &str) -> String {
    username.trim().nfc().collect::<String>().to_lowercase()
}

/// A search, folded like the names. `Some("")` finds everybody; `None` can find nobody: it is
/// too long, or has characters that no name has.
#[must_use]
pub fn search_query(text: &str) -> Option<String> {
    let is_searchable = text.chars().count() <= SEARCH_CHARS && !text.contains('\0');
    is_searchable.then(|| fold(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_spacing_do_not_count() {
        for text in ["José Núñez", " JOSÉ\t NÚÑEZ ", "Jose\u{301} Nu\u{301}n\u{303}ez", "jose nunez"] {
            assert_eq!(search_query(text).as_deref(), Some("jose nunez"), "{text:?}");
        }
    }

    #[test]
    fn a_full_name_does_not_run_into_the_user_name() {
        let text = search_text("Luis", "Pérez", "Luis_P");
        assert_eq!(text, "luis perez\nluis_p");
        assert!(!search_query("pérez\nluis").is_some_and(|query| text.contains(&query)));
    }

    #[test]
    fn nobody_is_found_by_what_no_name_has() {
        assert_eq!(search_query("a\0"), None);
        assert_eq!(search_query(&"x".repeat(SEARCH_CHARS + 1)), None);
    }
}
