//! The quoted message above an answer.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::{Message, Seq, UserId, limits::QUOTE_CHARS};

/// A quote in its current state: it follows edits, and is empty after a deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub seq: Seq,
    #[serde(rename = "sender")]
    pub sender_id: UserId,
    pub sender_name: String,
    /// The beginning of the message on one line, at most [`QUOTE_CHARS`] characters; empty if it was deleted.
    pub excerpt: String,
}

impl Quote {
    pub fn of(message: &Message) -> Self {
        Self {
            seq: message.seq,
            sender_id: message.sender_id,
            sender_name: message.sender_name(),
            excerpt: excerpt(&message.content, QUOTE_CHARS),
        }
    }
}

/// Returns the beginning of a text on one line of at most `chars` characters. The cut is between grapheme clusters:
/// never within a flag, an emoji sequence, or a letter with its accents.
pub fn excerpt(content: &str, chars: usize) -> String {
    let mut line = String::new();
    for word in content.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > chars {
            return cut(line, chars - 1);
        }
    }
    line
}

fn cut(mut line: String, mut left: usize) -> String {
    let fits = |grapheme: &&str| {
        let chars = grapheme.chars().count();
        let fits = chars <= left;
        left = left.saturating_sub(chars);
        fits
    };
    let end = line.graphemes(true).take_while(fits).map(str::len).sum();
    line.truncate(end);
    line.push('…');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_one_line() {
        assert_eq!(excerpt("hola,\n\n qué  tal", QUOTE_CHARS), "hola, qué tal");
        let cut = excerpt(&"ñandú ".repeat(100), QUOTE_CHARS);
        assert_eq!(cut.chars().count(), QUOTE_CHARS);
        assert!(cut.ends_with('…'), "{cut}");
        assert_eq!(excerpt(&"x".repeat(QUOTE_CHARS), QUOTE_CHARS).chars().count(), QUOTE_CHARS);
    }

    #[test]
    fn no_cut_splits_a_grapheme_cluster() {
        for grapheme in ["🇪🇸", "👨\u{200d}👩\u{200d}👧", "e\u{301}", "👍🏽", "1\u{fe0f}\u{20e3}", "क्षि"]
        {
            for before in 0..8 {
                let text = format!("{}{}", "x".repeat(before), grapheme.repeat(QUOTE_CHARS));
                let cut = excerpt(&text, QUOTE_CHARS);
                let rest = cut.trim_end_matches('…').trim_start_matches('x').replace(grapheme, "");
                assert_eq!(rest, "", "{grapheme} after {before}");
                assert!(cut.chars().count() <= QUOTE_CHARS);
                assert!(cut.chars().count() > QUOTE_CHARS - 8, "no more is lost than has to be");
            }
        }
        let zalgo = format!("✂{}", "\u{301}".repeat(1_000));
        assert_eq!(excerpt(&zalgo, QUOTE_CHARS), "…");
    }
}
