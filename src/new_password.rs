//! A password that somebody chooses.

use std::fmt;

use crate::{error::FieldProblem, limits::PASSWORD_CHARS};

/// Long enough and not too long. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// # Errors
    /// Where it is empty, or its characters are not [`PASSWORD_CHARS`].
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        if text.is_empty() {
            Err(FieldProblem::Required)
        } else if PASSWORD_CHARS.contains(&text.chars().count()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldProblem::Length { min: *PASSWORD_CHARS.start(), max: *PASSWORD_CHARS.end() })
        }
    }

    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}
