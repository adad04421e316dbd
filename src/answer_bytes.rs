//! Bounds the size of one answer.

use crate::limits::ANSWER_BYTES;

/// Estimated bytes of a value besides its texts: field names, numbers, timestamps.
pub(crate) const FRAME: usize = 400;

/// Counts the bytes of an answer while it is built. The first value always fits, so that every page has at least one.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnswerBytes(usize);

impl AnswerBytes {
    /// Whether a value of about `bytes` bytes still fits into [`ANSWER_BYTES`]. Adds `bytes` to the count either way.
    pub const fn admit(&mut self, bytes: usize) -> bool {
        let is_first = self.0 == 0;
        self.0 = self.0.saturating_add(bytes);
        is_first || self.0 <= ANSWER_BYTES
    }
}

/// Returns the length of a text as JSON, in bytes, without the quotes around it.
pub(crate) fn of_text(text: &str) -> usize {
    text.len() + text.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\t' | b'\r')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_fits_however_long_it_is() {
        let mut answer = AnswerBytes::default();
        assert!(answer.admit(2 * ANSWER_BYTES));
        assert!(!answer.admit(1));
    }

    #[test]
    fn a_text_is_as_long_as_its_json() {
        for text in ["", "hola", "\"a\\b\"\n\t", "¿qué tal? 👋"] {
            assert_eq!(of_text(text), serde_json::to_string(text).expect("JSON").len() - 2, "{text:?}");
        }
    }
}
