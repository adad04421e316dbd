//! The name of a person, as that person writes it.

use crate::{FieldErrors, content::is_visible, error::FieldProblem, limits::NAME_CHARS};

/// Trimmed, of at most [`NAME_CHARS`] characters each; the last name may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullName {
    pub first_name: String,
    pub last_name: String,
}

impl FullName {
    /// # Errors
    /// What is wrong with `first_name` and `last_name`, under these names.
    pub fn parse(first_name: &str, last_name: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let (first_name, last_name) = (first_name.trim(), last_name.trim());
        if !first_name.chars().any(is_visible) {
            errors.add("first_name", FieldProblem::Required);
        }
        for (field, name) in [("first_name", first_name), ("last_name", last_name)] {
            if name.chars().count() > NAME_CHARS {
                errors.add(field, FieldProblem::TooLong { max: NAME_CHARS });
            } else if name.chars().any(|c| c.is_control() || turns_direction(c)) {
                errors.add(field, FieldProblem::Characters);
            }
        }
        if errors.is_empty() {
            Ok(Self { first_name: first_name.to_owned(), last_name: last_name.to_owned() })
        } else {
            Err(errors)
        }
    }
}

/// Marks by which a name could turn the text around it.
const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_seen_and_turns_nothing_around() {
        for first_name in ["", " ", "\u{200b}", "\u{3164}", "\u{202e}ave", "a\0b", &"x".repeat(NAME_CHARS + 1)] {
            assert!(FullName::parse(first_name, "").is_err(), "{first_name:?}");
        }
        let eva = FullName::parse(" Eva ", "").map(|name| (name.first_name, name.last_name));
        assert_eq!(eva, Ok(("Eva".into(), String::new())));
    }
}
