//! A person's first and last name.

mod cleaning;

use self::cleaning::{clean, has_stacked_marks};
use crate::{FieldErrors, content::is_visible, error::FieldProblem, limits::NAME_CHARS};

/// Names without invisible characters, of at most [`NAME_CHARS`] characters each; the last name may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullName {
    pub first_name: String,
    pub last_name: String,
}

impl FullName {
    /// Removes invisible characters, because the user cannot see them. Refuses direction marks, control characters and
    /// stacked marks, which would disturb the text around the name.
    ///
    /// # Errors
    /// The problems of the fields `first_name` and `last_name`.
    pub fn parse(first_name: &str, last_name: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = Self { first_name: clean(first_name), last_name: clean(last_name) };
        if !name.first_name.chars().any(is_visible) {
            errors.add("first_name", FieldProblem::Required);
        }
        for (field, typed, name) in
            [("first_name", first_name, &name.first_name), ("last_name", last_name, &name.last_name)]
        {
            if name.chars().count() > NAME_CHARS {
                errors.add(field, FieldProblem::TooLong { max: NAME_CHARS });
            } else if typed.chars().any(is_direction_mark)
                || name.chars().any(char::is_control)
                || has_stacked_marks(name)
            {
                errors.add(field, FieldProblem::Characters);
            }
        }
        if errors.is_empty() { Ok(name) } else { Err(errors) }
    }
}

/// Whether a character is a mark that can reorder the text around it. Such marks are never typed by accident.
const fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_visible_and_does_not_reorder_the_text_around_it() {
        let stacked = format!("Eva{}", "\u{30d}".repeat(59));
        for first_name in
            ["", " ", "\u{200b}", "\u{3164}", "\u{202e}ave", "a\0b", &"x".repeat(NAME_CHARS + 1), &stacked]
        {
            assert!(FullName::parse(first_name, "").is_err(), "{first_name:?}");
        }
        let eva = FullName::parse(" Eva ", "").map(|name| (name.first_name, name.last_name));
        assert_eq!(eva, Ok(("Eva".into(), String::new())));
    }

    #[test]
    fn names_that_look_the_same_are_equal() {
        for typed in
            ["Ana", "An\u{200b}a", "\u{200f}Ana\u{200e}", "A\u{ad}na", "\u{61c}Ana\u{2028}", "Ana\u{e0041}\u{e007f}"]
        {
            let name = FullName::parse(typed, "").map(|name| name.first_name);
            assert_eq!(name.as_deref(), Ok("Ana"), "{typed:?}");
        }
    }
}
