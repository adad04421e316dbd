//! Folds text for search: ignores case, accents, the amount of white space, and invisible characters.

mod latin;
mod marks;

use unicode_normalization::{UnicodeNormalization, char::compose};
use unicode_segmentation::UnicodeSegmentation;

use self::{latin::plain, marks::ReadReport};
use crate::{TextRange, content::is_visible};

/// Returns the text in lower case, without accents and surplus white space. If this function changes, everything stored
/// in folded form must be recomputed: people's names, and the store's index of message characters.
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
        return text.chars().filter(|c| is_significant(*c)).for_each(|c| emit(c.to_ascii_lowercase()));
    }
    // The last base character, in lower case, until the marks that follow it are read.
    let mut base = None;
    let mut advance = |base: &mut Option<char>, next| {
        if let Some(c) = std::mem::replace(base, next) {
            plain(c, &mut emit);
        }
    };
    for c in text.nfkd() {
        match (marks::kind(c), base) {
            _ if !is_significant(c) => advance(&mut base, None),
            (ReadReport::Accent, Some('и')) if c == marks::BREVE => base = Some('й'),
            (ReadReport::Accent, _) => {}
            (ReadReport::Overlay, Some(letter)) if letter.is_alphabetic() => {}
            (ReadReport::Voicing, Some(kana)) if compose(kana, c).is_some() => base = compose(kana, c),
            _ => c.to_lowercase().for_each(|c| advance(&mut base, Some(c))),
        }
    }
    advance(&mut base, None);
}

/// Whether a character is part of the folded text. Soft hyphens, joiners and direction marks are invisible anywhere in
/// a word.
fn is_significant(c: char) -> bool {
    c.is_whitespace() || (is_visible(c) && !c.is_control())
}

/// A folded text that maps each of its characters to a range of the original text. Ranges cover whole grapheme
/// clusters: a letter with its accents, a Hangul syllable, an emoji sequence.
#[derive(Debug)]
pub struct Folding {
    chars: Vec<char>,
    places: Vec<TextRange>,
}

impl Folding {
    pub fn of(text: &str) -> Self {
        let mut folding = Self { chars: Vec::new(), places: Vec::new() };
        let mut start = 0;
        for grapheme in text.graphemes(true) {
            let place = TextRange(start, start + length(grapheme));
            fold_chars(grapheme, |c| folding.push(c, place));
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

    /// Returns the ranges of the original text that match `folded`: in order, not overlapping; empty for an empty text.
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

/// Returns the length in characters, at most `u32::MAX`.
fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
