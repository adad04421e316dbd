//! How much fits into one answer.

use crate::limits::ANSWER_BYTES;

/// What a value has beside its texts: names of fields, numbers, times.
pub(crate) const FRAME: usize = 400;

/// Counts the bytes of an answer while it is put together. The first value always fits, so that every page leads on.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnswerBytes(usize);

impl AnswerBytes {
    /// Whether a value of about so many bytes still fits; it counts from then on.
    pub const fn admit(&mut self, bytes: usize) -> bool {
        let is_first = self.0 == 0;
        self.0 = self.0.saturating_add(bytes);
        is_first || self.0 <= ANSWER_BYTES
    }
}

/// Bytes of a text as JSON.
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
