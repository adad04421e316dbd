//! Ranges of a text in characters (Unicode scalar values), and excerpts with highlighted matches.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::limits::EXCERPT_CHARS;

/// A range from the first position to the second, exclusive. In JSON an array of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TextRange(pub u32, pub u32);

/// Characters of context before the match in an excerpt, at most.
const BEFORE_MATCH: usize = 40;

/// A part of a text, and whether it is a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    pub is_match: bool,
}

impl TextRange {
    pub const fn all() -> Self {
        Self(0, u32::MAX)
    }

    /// Returns the range to show around the first match: the whole text, or at most [`EXCERPT_CHARS`] characters. It
    /// begins and ends between words if possible, and never splits a grapheme cluster.
    pub fn excerpt(text: &str, first: Self) -> Self {
        let chars = text.chars().count();
        if chars <= EXCERPT_CHARS {
            return Self::of(0, chars);
        }
        // Possible cuts, and whether a word begins or ends at each.
        let (mut begins, mut ends) = (Vec::new(), Vec::new());
        let (mut at, mut after_space) = (0, true);
        for grapheme in text.graphemes(true) {
            let is_space = grapheme.chars().all(char::is_whitespace);
            begins.push((at, after_space && !is_space));
            ends.push((at, !after_space && is_space));
            after_space = is_space;
            at += grapheme.chars().count();
        }
        ends.push((chars, true));

        let (first, end) = (first.0 as usize, first.1 as usize);
        let earliest = first.saturating_sub(BEFORE_MATCH).min(chars - EXCERPT_CHARS);
        let start = best(begins.iter().filter(|(at, _)| (earliest..=first).contains(at)), first);
        let latest = start + EXCERPT_CHARS;
        let end = best(ends.iter().rev().filter(|(at, _)| (end.min(latest)..=latest).contains(at)), latest);
        Self::of(start, end)
    }

    fn of(start: usize, end: usize) -> Self {
        let place = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self(place(start), place(end))
    }
}

/// Returns the first cut between words, else the first cut, else `otherwise`.
fn best<'a>(mut cuts: impl Iterator<Item = &'a (usize, bool)> + Clone, otherwise: usize) -> usize {
    let between_words = cuts.clone().find(|(_, between_words)| *between_words);
    between_words.or_else(|| cuts.next()).map_or(otherwise, |(at, _)| *at)
}

/// Splits the part `shown` of a text into matches and the text between them. `matches` are in order and do not overlap.
pub fn pieces<'a>(text: &'a str, shown: TextRange, matches: &[TextRange]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = Rest { text, at: 0 };
    rest.take_to(shown.0);
    for found in matches {
        let (start, end) = (found.0.clamp(shown.0, shown.1), found.1.clamp(shown.0, shown.1));
        pieces.push(Piece { text: rest.take_to(start), is_match: false });
        pieces.push(Piece { text: rest.take_to(end), is_match: true });
    }
    pieces.push(Piece { text: rest.take_to(shown.1), is_match: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

struct Rest<'a> {
    text: &'a str,
    at: u32,
}

impl<'a> Rest<'a> {
    /// Returns the text up to `end`; empty if `end` is already behind.
    fn take_to(&mut self, end: u32) -> &'a str {
        let chars = end.saturating_sub(self.at) as usize;
        let bytes = self.text.char_indices().nth(chars).map_or(self.text.len(), |(byte, _)| byte);
        let (taken, rest) = self.text.split_at(bytes);
        (self.text, self.at) = (rest, self.at.max(end));
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, TextRange(start, end): TextRange) -> String {
        text.chars().skip(start as usize).take((end - start) as usize).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(TextRange::excerpt("¿Qué tal?", TextRange(1, 4)), TextRange(0, 9));
    }

    #[test]
    fn a_long_text_is_shown_around_the_match_from_word_to_word() {
        let text = format!("{}la cañería pierde agua {}", "palabra ".repeat(50), "otra ".repeat(100));
        let start = 50 * 8 + 3;
        let shown = cut(&text, TextRange::excerpt(&text, TextRange(start, start + 7)));
        assert!(shown.starts_with("palabra") && shown.contains("la cañería pierde agua otra"), "{shown}");
        assert!(shown.ends_with("otra") && shown.chars().count() <= EXCERPT_CHARS, "{shown}");
    }

    #[test]
    fn a_match_at_either_end_is_shown_with_its_context() {
        let text = format!("primera {}última", "palabra ".repeat(50));
        assert!(cut(&text, TextRange::excerpt(&text, TextRange(0, 7))).starts_with("primera palabra"));
        let shown = cut(&text, TextRange::excerpt(&text, TextRange(408, 414)));
        assert!(shown.ends_with("palabra última") && shown.chars().count() > EXCERPT_CHARS - 10, "{shown}");
    }

    #[test]
    fn no_cut_splits_a_grapheme_cluster() {
        let family = "👨\u{200d}👩\u{200d}👧";
        let text = format!("{}会{}", family.repeat(100), family.repeat(100));
        let shown = cut(&text, TextRange::excerpt(&text, TextRange(500, 501)));
        assert!(shown.starts_with(family) && shown.ends_with(family) && shown.contains('会'), "{shown}");
        assert!(shown.chars().count() <= EXCERPT_CHARS);
    }

    #[test]
    fn a_match_longer_than_an_excerpt_is_cut_off() {
        let text = "x".repeat(1_000);
        let TextRange(start, end) = TextRange::excerpt(&text, TextRange(300, 900));
        assert!(start <= 300 && (end - start) as usize == EXCERPT_CHARS);
    }

    #[test]
    fn pieces_make_up_the_text() {
        let piece = |text, is_match| Piece { text, is_match };
        let matches = [TextRange(3, 10), TextRange(12, 14)];
        let text = "La cañería, sí";
        assert_eq!(
            pieces(text, TextRange::all(), &matches),
            [piece("La ", false), piece("cañería", true), piece(", ", false), piece("sí", true)]
        );
        assert_eq!(pieces(text, TextRange(5, 11), &matches), [piece("ñería", true), piece(",", false)]);
        assert_eq!(pieces("hola", TextRange::all(), &[TextRange(9, 7), TextRange(1, 99)]).len(), 1);
        assert_eq!(pieces("", TextRange::all(), &matches), []);
    }
}
