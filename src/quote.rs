//! The message that another one answers, as it is shown above the answer.

use serde::{Deserialize, Serialize};

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

/// The beginning of a text, on one line of at most `chars` characters.
#[must_use]
pub fn excerpt(content: &str, chars: usize) -> String {
    let mut line = String::new();
    for word in content.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > chars {
            return line.chars().take(chars - 1).chain(['…']).collect();
        }
    }
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
}
