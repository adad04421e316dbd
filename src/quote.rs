//! The message that another one answers, as it is shown above the answer.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::{Message, Seq, UserId, limits::QUOTE_CHARS};

/// As it is now: edited, it shows the new words; deleted, none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub seq: Seq,
    #[serde(rename = "sender")]
    pub sender_id: UserId,
    pub sender_name: String,
    /// Its first characters, at most [`QUOTE_CHARS`], on one line; empty where it was deleted.
    pub excerpt: String,
}

impl Quote {
    #[must_use]
    pub fn of(message: &Message) -> Self {
        Self {
            seq: message.seq,
            sender_id: message.sender_id,
            sender_name: message.sender_name(),
            excerpt: excerpt(&message.content, QUOTE_CHARS),
        }
    }
}

/// The beginning of a text, on one line of at most `chars` characters. It is cut between what people see as
/// characters: never within a flag, a family of emoji, a letter with its accents.
#[must_use]
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
    let fits = |seen: &&str| {
        let chars = seen.chars().count();
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
    fn a_long_text_is_cut_and_stands_on_one_line() {
        assert_eq!(excerpt("hola,\n\n qué  tal", QUOTE_CHARS), "hola, qué tal");
        let cut = excerpt(&"ñandú ".repeat(100), QUOTE_CHARS);
        assert_eq!(cut.chars().count(), QUOTE_CHARS);
        assert!(cut.ends_with('…'), "{cut}");
        assert_eq!(excerpt(&"x".repeat(QUOTE_CHARS), QUOTE_CHARS).chars().count(), QUOTE_CHARS);
    }

    #[test]
    fn no_cut_goes_through_what_is_seen_as_one_character() {
        for seen in ["🇪🇸", "👨\u{200d}👩\u{200d}👧", "e\u{301}", "👍🏽", "1\u{fe0f}\u{20e3}", "क्षि"]
        {
            for before in 0..8 {
                let text = format!("{}{}", "x".repeat(before), seen.repeat(QUOTE_CHARS));
                let cut = excerpt(&text, QUOTE_CHARS);
                let rest = cut.trim_end_matches('…').trim_start_matches('x').replace(seen, "");
                assert_eq!(rest, "", "{seen} after {before}");
                assert!(cut.chars().count() <= QUOTE_CHARS);
                assert!(cut.chars().count() > QUOTE_CHARS - 8, "no more is lost than has to be");
            }
        }
        let zalgo = format!("✂{}", "\u{301}".repeat(1_000));
        assert_eq!(excerpt(&zalgo, QUOTE_CHARS), "…");
    }
}
