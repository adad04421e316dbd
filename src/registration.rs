//! What a new user fills in.

use std::fmt;

use crate::{
    ChatError, FieldErrors, Role,
    content::is_visible,
    error::FieldProblem,
    limits::{NAME_CHARS, PASSWORD_CHARS, USERNAME_CHARS},
};

/// Checked field by field: what exists is valid.
#[derive(Clone)]
pub struct Registration {
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub password: String,
    pub role: Role,
}

impl Registration {
    /// # Errors
    /// [`ChatError::InvalidFields`] with every field that is wrong, not only the first.
    pub fn parse(
        first_name: &str,
        last_name: &str,
        username: &str,
        password: &str,
        role: &str,
    ) -> Result<Self, ChatError> {
        let mut errors = FieldErrors::default();
        let first_name = first_name.trim();
        let last_name = last_name.trim();
        let username = username.trim().to_lowercase();

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
        if username.is_empty() {
            errors.add("username", FieldProblem::Required);
        } else if !USERNAME_CHARS.contains(&username.chars().count()) {
            errors.add("username", FieldProblem::Length { min: *USERNAME_CHARS.start(), max: *USERNAME_CHARS.end() });
        } else if !username.starts_with(|c: char| c.is_ascii_alphanumeric())
            || !username.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-'))
        {
            errors.add("username", FieldProblem::UsernameCharacters);
        }
        if password.is_empty() {
            errors.add("password", FieldProblem::Required);
        } else if !PASSWORD_CHARS.contains(&password.chars().count()) {
            errors.add("password", FieldProblem::Length { min: *PASSWORD_CHARS.start(), max: *PASSWORD_CHARS.end() });
        }
        let role = Role::parse(role);
        if role.is_none() {
            errors.add("role", FieldProblem::Required);
        }
        match role {
            Some(role) if errors.is_empty() => Ok(Self {
                username,
                first_name: first_name.to_owned(),
                last_name: last_name.to_owned(),
                password: password.to_owned(),
                role,
            }),
            _ => Err(ChatError::InvalidFields { errors }),
        }
    }
}

/// Marks by which a name could turn the text around it.
const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("username", &self.username)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let refused = Registration::parse("", "Ruiz", "a b", "corta", "pirate");
        let Err(ChatError::InvalidFields { errors }) = refused else { panic!("{refused:?}") };
        let fields: Vec<_> = errors.fields().collect();
        assert_eq!(fields, ["first_name", "password", "role", "username"]);
    }

    #[test]
    fn a_name_can_be_seen_and_turns_nothing_around() {
        for (first_name, username) in [("\u{200b}", "eva"), ("\u{3164}", "eva"), ("\u{202e}ave", "eva"), ("Eva", "...")]
        {
            let refused = Registration::parse(first_name, "", username, "muy secreta", "provider");
            assert!(refused.is_err(), "{first_name:?} {username:?}");
        }
    }

    #[test]
    fn a_password_never_shows_in_a_log() {
        let registration = Registration::parse("Eva", "Sanz", "Eva.Sanz", "muy secreta", "provider");
        assert!(!format!("{registration:?}").contains("secreta"));
        assert_eq!(registration.map(|r| r.username).as_deref(), Ok("eva.sanz"));
    }
}
