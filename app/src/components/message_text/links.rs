//! Finds links in a text. This is our own code, because the end of an address within a sentence depends on the script
//! of the sentence, and libraries that are small enough for the browser know only ASCII punctuation.
//!
//! | module | contents |
//! |---|---|
//! | `address` | finds the end of an address |
//! | `host` | validates host names, and detects names that imitate others |
//! | `punycode` | encodes a host name for DNS |

mod address;
mod host;
mod punycode;

use std::borrow::Cow;

use self::address::Found;

/// A part of a text. The parts in order make up the whole text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    /// A link. `shown` is the text of the address, or its ASCII form if the name imitates another one.
    Link {
        shown: Cow<'a, str>,
        href: String,
    },
}

pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut at, mut taken) = (0, 0);
    while let Some(next) = next_start(text, at) {
        let Found { start, end, link } = address::at(text, taken, next);
        at = end.max(next + 1);
        if let Some((shown, href)) = link {
            if taken < start {
                parts.push(Part::Text(&text[taken..start]));
            }
            parts.push(Part::Link { shown, href });
            taken = end;
        }
    }
    if taken < text.len() {
        parts.push(Part::Text(&text[taken..]));
    }
    parts
}

/// Returns the next possible start of an address: `http`, `www.`, or the `@` within one. All are ASCII, so the index is
/// a character boundary.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|at| match bytes[*at] {
        b'h' | b'H' | b'w' | b'W' => address::scheme(&text[*at..]).is_some(),
        b'@' => true,
        _ => false,
    })
}

#[cfg(test)]
mod tests;
