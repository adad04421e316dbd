//! Names in the middle of other text. A name that is written from right to left, or has marks of direction in it, would
//! turn what stands around it.

use std::fmt::{self, Write as _};

/// A name as it stands in a text without markup, where no `<bdi>` can hold it: between marks that isolate it, where
/// it is one that needs them.
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
        // Isolations within the name (it may be those of several people) stay where they are whole; nothing in it
        // ends the one around it, and none is left open.
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

/// Names, one after the other.
#[must_use]
pub fn list(names: &[String]) -> String {
    names.iter().map(|name| Isolated(name).to_string()).collect::<Vec<_>>().join(", ")
}

/// Marks by which a text could turn what stands around it: embeddings, overrides, isolates.
#[must_use]
pub const fn is_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Blocks of the scripts that are, and the marks that do as if.
const fn is_from_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_turns_nothing_around_it() {
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
