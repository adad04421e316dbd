//! A parsed search text.

use crate::{
    ChatError, TextRange,
    folding::{Folding, fold},
    limits::SEARCH_CHARS,
};

/// The words of a search. A text matches if it contains all of them, each anywhere, also within a word. There are no
/// operators or wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWords {
    /// The whole search text, folded.
    phrase: String,
    /// The words to look for.
    words: Vec<String>,
}

impl SearchWords {
    /// # Errors
    /// [`ChatError::SearchTooLong`] for more than [`SEARCH_CHARS`] characters.
    pub fn parse(text: &str) -> Result<Self, ChatError> {
        let chars = text.trim().chars().count();
        if chars > SEARCH_CHARS {
            return Err(ChatError::SearchTooLong { chars });
        }
        let phrase = fold(text);
        let words = needed(&phrase);
        Ok(Self { phrase, words })
    }

    /// Whether there is nothing to search for; then nothing matches.
    pub const fn is_empty(&self) -> bool {
        self.phrase.is_empty()
    }

    /// Returns the folded words, without duplicates and without words that are part of another.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    pub fn are_in(&self, text: &str) -> bool {
        let folded = fold(text);
        !self.is_empty() && self.words().all(|word| folded.contains(word))
    }

    /// Returns the ranges of `text` to highlight, in order and not overlapping: the whole phrase where it occurs, else
    /// each word. Empty if a word is missing.
    pub fn matches(&self, text: &str) -> Vec<TextRange> {
        if !self.are_in(text) {
            return Vec::new();
        }
        let folding = Folding::of(text);
        let mut found = folding.find(&self.phrase);
        if found.is_empty() {
            found =
                self.phrase.split(' ').filter(|word| !word.is_empty()).flat_map(|word| folding.find(word)).collect();
        }
        found.sort_unstable();
        found.dedup_by(|next, last| {
            let touches = next.0 <= last.1;
            if touches {
                last.1 = last.1.max(next.1);
            }
            touches
        });
        found
    }
}

/// Returns the words that are not part of a longer one: a text that contains a word contains its parts, too.
fn needed(phrase: &str) -> Vec<String> {
    let mut words: Vec<&str> = phrase.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let mut needed = Vec::<String>::new();
    for word in words {
        if !needed.iter().any(|longer| longer.contains(word)) {
            needed.push(word.to_owned());
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(query: &str, text: &str) -> Vec<(u32, u32)> {
        let words = SearchWords::parse(query).expect("a search");
        words.matches(text).into_iter().map(|TextRange(start, end)| (start, end)).collect()
    }

    #[test]
    fn a_part_of_a_word_is_found() {
        assert_eq!(matches("CANERIA", "La cañería"), [(3, 10)]);
        assert_eq!(matches("ñer", "La caneria"), [(5, 8)]);
        assert_eq!(matches("会议", "下午会议"), [(2, 4)]);
        assert_eq!(matches("议", "下午会议"), [(3, 4)]);
        assert_eq!(matches("grifo", "La cañería"), []);
    }

    #[test]
    fn all_words_are_found_in_any_order() {
        assert_eq!(matches("enero factura", "La factura de enero"), [(3, 10), (14, 19)]);
        assert_eq!(matches("enero factura", "La factura de febrero"), []);
        assert_eq!(matches("factura fact", "La factura"), [(3, 10)]);
    }

    #[test]
    fn each_word_is_looked_for_once() {
        let words = |query| SearchWords::parse(query).expect("a search").words().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words("sol Sol SÓL"), ["sol"]);
        assert_eq!(words("fact factura enero"), ["factura", "enero"]);
        assert_eq!(matches("sol sol", "el sol"), [(3, 6)]);
        assert_eq!(matches("sol girasol", "El girasol y el sol"), [(3, 10), (16, 19)], "and marked wherever it is");
    }

    #[test]
    fn a_phrase_is_highlighted_as_a_whole() {
        assert_eq!(matches("a las 10", "A casa a las 10"), [(7, 15)]);
        assert_eq!(matches(" a  las\t10 ", "a\nlas 10"), [(0, 8)]);
    }

    #[test]
    fn there_are_no_operators_or_wildcards() {
        for (query, is_found) in [
            ("100%", true),
            ("%", true),
            ("_", false),
            ("\"", false),
            ("agua OR", false),
            ("NEAR(", false),
            ("*", false),
        ] {
            assert_eq!(!matches(query, "un 100% de agua").is_empty(), is_found, "{query}");
        }
    }

    #[test]
    fn an_empty_search_finds_nothing() {
        for query in ["", " \t\n", "\u{301}"] {
            assert_eq!(matches(query, "algo"), [], "{query:?}");
        }
        assert_eq!(matches("x", ""), []);
    }

    #[test]
    fn the_length_of_a_search_is_limited() {
        assert!(SearchWords::parse(&format!(" {} ", "ñ".repeat(SEARCH_CHARS))).is_ok());
        let refused = SearchWords::parse(&"x".repeat(SEARCH_CHARS + 1));
        assert_eq!(refused, Err(ChatError::SearchTooLong { chars: SEARCH_CHARS + 1 }));
    }
}
