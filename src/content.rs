//! The text of a message, valid by construction.

use std::{fmt, ops::Deref};

use serde::{Deserialize, Serialize};

use crate::limits::MESSAGE_CHARS;

/// 1 to 4,000 Unicode scalar values after trimming, at least one of them visible; line breaks
/// are `\n`; of the other control characters only the tab.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageContent(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentError {
    #[error("a message needs at least one visible character")]
    Empty,
    #[error("a message has at most {MESSAGE_CHARS} characters; this one has {chars}")]
    TooLong { chars: usize },
    #[error("a message has no control characters besides line breaks and tabs")]
    ControlCharacter,
}

impl MessageContent {
    /// Trims, takes `\r\n` and `\r` as line breaks, and checks.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, ContentError> {
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        if !text.chars().any(is_visible) {
            return Err(ContentError::Empty);
        }
        let chars = text.chars().count();
        if chars > MESSAGE_CHARS {
            return Err(ContentError::TooLong { chars });
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(ContentError::ControlCharacter);
        }
        Ok(Self(text))
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Neither white space nor one of the characters that print nothing: zero-width spaces and
/// joiners, direction marks, soft hyphen, variation selectors, blank fillers. Control characters
/// count as visible here: they are refused by their own name.
#[must_use]
pub const fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

impl Deref for MessageContent {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, ContentError> {
        MessageContent::parse(text).map(MessageContent::into_string)
    }

    #[test]
    fn it_is_trimmed_and_keeps_its_line_breaks() {
        assert_eq!(parsed(" \n uno\r\ndos\rtres\tcuatro \n"), Ok("uno\ndos\ntres\tcuatro".into()));
    }

    #[test]
    fn its_length_counts_scalar_values_not_bytes() {
        assert!(parsed(&"ñ".repeat(MESSAGE_CHARS)).is_ok());
        assert!(parsed(&"👍".repeat(MESSAGE_CHARS)).is_ok());
        assert_eq!(parsed(&"ñ".repeat(MESSAGE_CHARS + 1)), Err(ContentError::TooLong { chars: MESSAGE_CHARS + 1 }));
    }

    #[test]
    fn nothing_to_see_is_empty() {
        for text in ["", "  \n\t ", "\u{200b}\u{200d}\u{feff}", "\u{2800}\u{3164}", "\u{202e}"] {
            assert_eq!(parsed(text), Err(ContentError::Empty), "{text:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["a\0b", "\u{1b}[31m", "a\u{85}b\u{7f}c", "a\u{9b}b"] {
            assert_eq!(parsed(text), Err(ContentError::ControlCharacter), "{text:?}");
        }
    }
}
