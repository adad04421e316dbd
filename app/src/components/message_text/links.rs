//! Where the links in a text are. Of our own: what ends an address in the middle of a sentence depends on the script that
//! the sentence is in, and no library that a browser could load knows more than quotes of ASCII.
//!
//! | module | what is there |
//! |---|---|
//! | `address` | an address at the beginning of a text: where it ends |
//! | `host` | where it leads: which names can be one, and when a name could be taken for another |
//! | `punycode` | such a name as it is looked up |

mod address;
mod host;
mod punycode;

use std::borrow::Cow;

use self::address::Found;

/// Of the text, all of it in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    /// `shown` is what stands in the text, but where that could be taken for another address.
    Link {
        shown: Cow<'a, str>,
        href: String,
    },
}

pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut at, mut told) = (0, 0);
    while let Some(next) = next_start(text, at) {
        let Found { start, end, link } = address::at(text, told, next);
        at = end.max(next + 1);
        if let Some((shown, href)) = link {
            if told < start {
                parts.push(Part::Text(&text[told..start]));
            }
            parts.push(Part::Link { shown, href });
            told = end;
        }
    }
    if told < text.len() {
        parts.push(Part::Text(&text[told..]));
    }
    parts
}

/// Where something may begin an address: `http`, `www.`, or the `@` within one. All of them are ASCII, so that what
/// begins there begins a character.
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
