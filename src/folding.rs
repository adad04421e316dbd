//! Text as it is searched: case, accents, the amount of white space and characters that print nothing do not count.

mod latin;
mod marks;

use unicode_normalization::{UnicodeNormalization, char::compose};
use unicode_segmentation::UnicodeSegmentation;

use self::{latin::plain, marks::Mark};
use crate::{TextRange, content::is_visible};

/// Without case, accents and surplus white space. What is stored folded (people's names) or is made from it
/// (what the store knows of a message's characters) has to be made anew where this changes.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_chars(text, |c| {
        if !c.is_whitespace() {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    });
    folded.truncate(folded.trim_end().len());
    folded
}

fn fold_chars(text: &str, mut emit: impl FnMut(char)) {
    if text.is_ascii() {
        return text.chars().filter(|c| counts(*c)).for_each(|c| emit(c.to_ascii_lowercase()));
    }
    // In lower case; waits for the marks that follow it.
    let mut base = None;
    let mut advance = |base: &mut Option<char>, next| {
        if let Some(c) = std::mem::replace(base, next) {
            plain(c, &mut emit);
        }
    };
    for c in text.nfkd() {
        match (marks::kind(c), base) {
            _ if !counts(c) => advance(&mut base, None),
            (Mark::Accent, Some('и')) if c == marks::BREVE => base = Some('й'),
            (Mark::Accent, _) => {}
            (Mark::Overlay, Some(letter)) if letter.is_alphabetic() => {}
            (Mark::Voicing, Some(kana)) if compose(kana, c).is_some() => base = compose(kana, c),
            _ => c.to_lowercase().for_each(|c| advance(&mut base, Some(c))),
        }
    }
    advance(&mut base, None);
}

/// A soft hyphen, a joiner, a mark of direction may stand anywhere in a word without being seen.
fn counts(c: char) -> bool {
    c.is_whitespace() || (is_visible(c) && !c.is_control())
}

/// A folded text that knows where each of its characters stands in the text as it is. Places are those of whole
/// characters as people see them: a letter with its accents, a syllable of Hangul, a family of emoji.
#[derive(Debug)]
pub struct Folding {
    chars: Vec<char>,
    places: Vec<TextRange>,
}

impl Folding {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut folding = Self { chars: Vec::new(), places: Vec::new() };
        let mut start = 0;
        for seen in text.graphemes(true) {
            let place = TextRange(start, start + length(seen));
            fold_chars(seen, |c| folding.push(c, place));
            start = place.1;
        }
        folding
    }

    fn push(&mut self, c: char, place: TextRange) {
        if c.is_whitespace() {
            if self.chars.last().is_none_or(|last| *last == ' ') {
                return;
            }
            self.chars.push(' ');
        } else {
            self.chars.push(c);
        }
        self.places.push(place);
    }

    /// Where this folded text is, from the first place on; none over another. Nowhere for an empty one.
    #[must_use]
    pub fn find(&self, folded: &str) -> Vec<TextRange> {
        let wanted: Vec<char> = folded.chars().collect();
        let (mut at, mut found) = (0, Vec::new());
        while !wanted.is_empty() && at + wanted.len() <= self.chars.len() {
            let end = at + wanted.len();
            if self.chars[at..end] == wanted {
                let place = TextRange(self.places[at].0, self.places[end - 1].1);
                found.push(place);
                at += self.places[at..].partition_point(|next| next.0 < place.1);
            } else {
                at += 1;
            }
        }
        found
    }
}

/// In characters, of which no text here has more than a few thousand.
fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
