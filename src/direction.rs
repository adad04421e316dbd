//! Isolates names within other text: a right-to-left name, or one with direction marks, would reorder the text around
//! it.

use std::fmt::{self, Write as _};

/// Displays a name in plain text, where `<bdi>` is not possible. A name that needs it is put between isolate marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isolated<'a>(pub &'a str);

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

impl fmt::Display for Isolated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.chars().any(|c| is_from_right_to_left(c) || is_mark(c)) {
            return f.write_str(self.0);
        }
        f.write_char(FIRST_STRONG_ISOLATE)?;
        // Complete isolates within the name stay (the text may be a list of names). An unmatched end mark is dropped,
        // an open one is closed.
        let mut open = 1;
        for c in self.0.chars() {
            match c {
                POP_ISOLATE if open == 1 => continue,
                POP_ISOLATE => open -= 1,
                '\u{2066}'..=FIRST_STRONG_ISOLATE => open += 1,
                c if is_mark(c) => continue,
                _ => {}
            }
            f.write_char(c)?;
        }
        (0..open).try_for_each(|_| f.write_char(POP_ISOLATE))
    }
}

/// Joins names with commas, each isolated.
pub fn list(names: &[String]) -> String {
    names.iter().map(|name| Isolated(name).to_string()).collect::<Vec<_>>().join(", ")
}

/// Whether a character can reorder the text around it: embeddings, overrides, isolates.
pub const fn is_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character belongs to a right-to-left script, or is one of the direction marks LRM and RLM.
const fn is_from_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_reorder_the_text_around_it() {
        for (name, shown) in [
            ("Ana García", "Ana García"),
            ("パパ", "パパ"),
            ("دليلة", "\u{2068}دليلة\u{2069}"),
            ("Dan דן", "\u{2068}Dan דן\u{2069}"),
            ("\u{202e}anA", "\u{2068}anA\u{2069}"),
            ("Ana\u{2069}\u{202e}", "\u{2068}Ana\u{2069}"),
            ("Ana\u{2067}", "\u{2068}Ana\u{2067}\u{2069}\u{2069}"),
            ("\u{2068}דן\u{2069}, Eva", "\u{2068}\u{2068}דן\u{2069}, Eva\u{2069}"),
            ("Ana\u{200f}", "\u{2068}Ana\u{200f}\u{2069}"),
        ] {
            assert_eq!(Isolated(name).to_string(), shown, "{name:?}");
        }
    }
}
