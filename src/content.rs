//! The text of a message, validated when it is created.

use std::{fmt, ops::Deref};

use serde::{Deserialize, Serialize};

use crate::limits::MESSAGE_CHARS;

/// A trimmed text of 1 to [`MESSAGE_CHARS`] Unicode scalar values, at least one of them visible. Line breaks are `\n`;
/// the only other control character is the tab.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageContent(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentError {
    #[error("a message needs at least one visible character")]
    Empty,
    #[error("a message has at most {MESSAGE_CHARS} characters; this one has {chars}")]
    TooLong { chars: usize },
    /// `position` is the place of the character in the original text, counted from 1.
    #[error("a message has no control characters besides line breaks and tabs; character {position} is {}", code_point(*.character))]
    ControlCharacter { character: char, position: usize },
}

impl MessageContent {
    /// Trims the text, converts `\r\n` and `\r` to `\n`, and validates it.
    pub fn parse(given: &str) -> Result<Self, ContentError> {
        let text = given.trim().replace("\r\n", "\n").replace('\r', "\n");
        if !text.chars().any(is_visible) {
            return Err(ContentError::Empty);
        }
        let chars = text.chars().count();
        if chars > MESSAGE_CHARS {
            return Err(ContentError::TooLong { chars });
        }
        if let Some(character) = text.chars().find(|c| is_refused(*c)) {
            let trimmed = given.len() - given.trim_start().len();
            let mut places = given.char_indices().zip(1..);
            let place = places.find(|((byte, c), _)| *byte >= trimmed && *c == character);
            let position = place.map_or(1, |(_, position)| position);
            return Err(ContentError::ControlCharacter { character, position });
        }
        Ok(Self(text))
    }

    /// Like [`Self::parse`], for text that a person typed or pasted: other line separators become `\n`, and other
    /// control characters are removed, because the user cannot see them.
    pub fn typed(text: &str) -> Result<Self, ContentError> {
        let kept = text.chars().filter_map(|c| match c {
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\r' => Some(c),
            c => Some(c).filter(|c| !is_refused(*c)),
        });
        Self::parse(&kept.collect::<String>())
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

fn is_refused(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// Returns the code point as text, such as `U+0007`.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Whether a character is neither white space nor invisible: zero-width spaces and joiners, direction marks, soft
/// hyphen, variation selectors, blank fillers. Control characters count as visible, because they are refused with an
/// error of their own.
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
    fn a_text_is_trimmed_and_keeps_its_line_breaks() {
        assert_eq!(parsed(" \n uno\r\ndos\rtres\tcuatro \n"), Ok("uno\ndos\ntres\tcuatro".into()));
    }

    #[test]
    fn the_length_counts_scalar_values_not_bytes() {
        assert!(parsed(&"ñ".repeat(MESSAGE_CHARS)).is_ok());
        assert!(parsed(&"👍".repeat(MESSAGE_CHARS)).is_ok());
        assert_eq!(parsed(&"ñ".repeat(MESSAGE_CHARS + 1)), Err(ContentError::TooLong { chars: MESSAGE_CHARS + 1 }));
    }

    #[test]
    fn a_text_without_visible_characters_is_empty() {
        for text in ["", "  \n\t ", "\u{200b}\u{200d}\u{feff}", "\u{2800}\u{3164}", "\u{202e}"] {
            assert_eq!(parsed(text), Err(ContentError::Empty), "{text:?}");
        }
    }

    #[test]
    fn control_characters_are_refused_with_their_position() {
        for (text, character, position) in [
            ("a\0b", '\0', 2),
            ("\u{1b}[31m", '\u{1b}', 1),
            ("a\u{85}b\u{7f}c", '\u{85}', 2),
            ("a\u{9b}b", '\u{9b}', 2),
            // The position includes trimmed characters and both characters of `\r\n`.
            ("  \u{b} ñ\r\n\u{b}x", '\u{b}', 8),
        ] {
            assert_eq!(parsed(text), Err(ContentError::ControlCharacter { character, position }), "{text:?}");
        }
    }

    #[test]
    fn typed_text_is_cleaned_of_control_characters() {
        let typed = |text| MessageContent::typed(text).map(MessageContent::into_string);
        for (text, kept) in [
            ("uno\u{b}dos", "uno\ndos"),
            ("uno\u{c}dos\u{85}tres\u{2028}cuatro\u{2029}cinco", "uno\ndos\ntres\ncuatro\ncinco"),
            ("a\0b\u{1b}[31mc\u{7f}\u{9b}", "ab[31mc"),
            ("uno\r\ndos\rtres\tcuatro", "uno\ndos\ntres\tcuatro"),
            ("\u{feff}👨\u{200d}👩", "\u{feff}👨\u{200d}👩"),
        ] {
            assert_eq!(typed(text), Ok(kept.into()), "{text:?}");
        }
        assert_eq!(typed("\0\u{1b}"), Err(ContentError::Empty));
    }
}
