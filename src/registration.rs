//! The registration form.

use std::fmt;

use crate::{ChatError, FieldErrors, FullName, NewPassword, Role, error::FieldProblem, limits::USERNAME_CHARS};

/// A valid registration.
#[derive(Clone)]
pub struct Registration {
    pub username: String,
    pub name: FullName,
    pub password: NewPassword,
    pub role: Role,
}

impl Registration {
    /// # Errors
    /// [`ChatError::InvalidFields`] with the problems of all fields.
    pub fn parse(
        first_name: &str,
        last_name: &str,
        username: &str,
        password: &str,
        role: &str,
    ) -> Result<Self, ChatError> {
        let mut errors = FieldErrors::default();
        let username = username.trim().to_lowercase();

        let name = FullName::parse(first_name, last_name).map_err(|wrong| errors.merge(wrong));
        if username.is_empty() {
            errors.add("username", FieldProblem::Required);
        } else if !USERNAME_CHARS.contains(&username.chars().count()) {
            errors.add("username", FieldProblem::Length { min: *USERNAME_CHARS.start(), max: *USERNAME_CHARS.end() });
        } else if !username.starts_with(|c: char| c.is_ascii_alphanumeric())
            || !username.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-'))
        {
            errors.add("username", FieldProblem::UsernameCharacters);
        }
        let password = NewPassword::parse(password).map_err(|problem| errors.add("password", problem));
        let role = Role::parse(role);
        if role.is_none() {
            errors.add("role", FieldProblem::Required);
        }
        match (name, password, role) {
            (Ok(name), Ok(password), Some(role)) if errors.is_empty() => Ok(Self { username, name, password, role }),
            _ => Err(ChatError::InvalidFields { errors }),
        }
    }
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
    fn all_invalid_fields_are_reported_at_once() {
        let refused = Registration::parse("", "Ruiz", "a b", "corta", "pirate");
        let Err(ChatError::InvalidFields { errors }) = refused else { panic!("{refused:?}") };
        let fields: Vec<_> = errors.fields().collect();
        assert_eq!(fields, ["first_name", "password", "role", "username"]);
    }

    #[test]
    fn a_name_is_visible_and_does_not_reorder_the_text_around_it() {
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
