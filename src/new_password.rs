//! A password that a user chooses.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::{content::is_visible, error::FieldProblem, limits::PASSWORD_CHARS};

/// A password of valid length, composed (NFC) because keyboards compose the same letter differently. `Debug` does not
/// print it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// # Errors
    /// The text is empty, its length is outside [`PASSWORD_CHARS`], or too few characters are visible.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        let (min, max) = (*PASSWORD_CHARS.start(), *PASSWORD_CHARS.end());
        if text.is_empty() {
            return Err(FieldProblem::Required);
        }
        // The length is checked first, so that only a short text is composed.
        if !PASSWORD_CHARS.contains(&text.chars().count()) {
            return Err(FieldProblem::Length { min, max });
        }
        let text: String = text.nfc().collect();
        let visible = text.graphemes(true).filter(|grapheme| grapheme.chars().any(is_visible)).count();
        if visible < min {
            return Err(FieldProblem::TooFewVisible { min });
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_at_least_eight_visible_characters() {
        let too_few = FieldProblem::TooFewVisible { min: 8 };
        for (text, problem) in [
            ("", FieldProblem::Required),
            ("corta", FieldProblem::Length { min: 8, max: 200 }),
            (&"x".repeat(201), FieldProblem::Length { min: 8, max: 200 }),
            (&" ".repeat(8), too_few),
            (&"\u{200b}".repeat(8), too_few),
            ("a b c d e f", too_few),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", too_few),
        ] {
            assert_eq!(NewPassword::parse(text), Err(problem), "{text:?}");
        }
        for text in ["una frase larga", "密码密码密码密码", "k8$Vq2!x"] {
            assert_eq!(NewPassword::parse(text).map(NewPassword::into_text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        let composed = NewPassword::parse("contrase\u{f1}a-1");
        assert_eq!(composed, NewPassword::parse("contrasen\u{303}a-1"));
        assert!(composed.is_ok());
    }
}
