//! The name of a person, as that person writes it.

mod cleaning;

use self::cleaning::{clean, has_stacked_marks};
use crate::{FieldErrors, content::is_visible, error::FieldProblem, limits::NAME_CHARS};

/// Cleaned of what nobody sees, of at most [`NAME_CHARS`] characters each; the last name may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullName {
    pub first_name: String,
    pub last_name: String,
}

impl FullName {
    /// Invisible characters are removed, since the user cannot see what to remove. Whatever else could disturb the
    /// text around a name is refused.
    ///
    /// # Errors
    /// What is wrong with `first_name` and `last_name`, under these names.
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
            } else if typed.chars().any(turns_direction)
                || name.chars().any(char::is_control)
                || has_stacked_marks(name)
            {
                errors.add(field, FieldProblem::Characters);
            }
        }
        if errors.is_empty() { Ok(name) } else { Err(errors) }
    }
}

/// Marks by which a name could turn the text around it. They are never typed by accident.
const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_seen_and_turns_nothing_around() {
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
    fn two_names_that_look_the_same_are_the_same() {
        for typed in
            ["Ana", "An\u{200b}a", "\u{200f}Ana\u{200e}", "A\u{ad}na", "\u{61c}Ana\u{2028}", "Ana\u{e0041}\u{e007f}"]
        {
            let name = FullName::parse(typed, "").map(|name| name.first_name);
            assert_eq!(name.as_deref(), Ok("Ana"), "{typed:?}");
        }
    }
}
