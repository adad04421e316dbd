//! Text as it is searched: case, accents and the amount of white space do not count.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use crate::TextRange;

/// Without case, accents and surplus white space. What is stored folded (people's names) or is made from it
/// (what the store knows of a message's characters) has to be made anew where this changes.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |c| {
            if !c.is_whitespace() {
                folded.push(c);
            } else if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        });
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn fold_char(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c.to_ascii_lowercase());
    }
    decompose_compatible(c, |bare| {
        if is_combining_mark(bare) {
            return;
        }
        for lower in bare.to_lowercase() {
            match lower {
                'ß' => {
                    emit('s');
                    emit('s');
                }
                'ς' => emit('σ'),
                'ı' => emit('i'),
                lower => emit(lower),
            }
        }
    });
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
            for c in seen.chars() {
                fold_char(c, |c| folding.push(c, place));
            }
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
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_spacing_do_not_count() {
        for (text, folded) in [
            (" JOSÉ\t NÚÑEZ ", "jose nunez"),
            ("Jose\u{301} Nu\u{301}n\u{303}ez", "jose nunez"),
            ("CAÑERÍA", "caneria"),
            ("Straße STRASSE ẞ", "strasse strasse ss"),
            ("İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul"),
            ("ΟΔΥΣΣΕΥΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"),
            ("Ｆｕｌｌ ﬁn", "full fin"),
            ("会议 カフェ", "会议 カフェ"),
            ("❤\u{fe0f}", "❤"),
            ("\u{301}", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    fn found(text: &str, query: &str) -> Vec<String> {
        let places = Folding::of(text);
        let found = places.find(&fold(query)).into_iter();
        found
            .map(|TextRange(start, end)| text.chars().skip(start as usize).take((end - start) as usize).collect())
            .collect()
    }

    #[test]
    fn a_place_is_one_of_whole_characters() {
        for (text, query, places) in [
            ("La CAÑERÍA y la cañeria", "caneria", vec!["CAÑERÍA", "cañeria"]),
            ("Cafe\u{301} con", "cafe", vec!["Cafe\u{301}"]),
            ("die Straße", "ss", vec!["ß"]),
            ("die Straße", "s", vec!["S", "ß"]),
            ("en İzmir", "i", vec!["İ", "i"]),
            ("한국어", "하", vec!["한"]),
            ("한국어", "국어", vec!["국어"]),
            ("\u{1112}\u{1161}\u{11ab}", "한", vec!["\u{1112}\u{1161}\u{11ab}"]),
            ("familia 👨\u{200d}👩\u{200d}👧!", "👩", vec!["👨\u{200d}👩\u{200d}👧"]),
            ("bien 👍🏽", "👍", vec!["👍🏽"]),
            ("🇪🇸🇫🇷", "🇫", vec!["🇫🇷"]),
            ("a  \n b", "A b", vec!["a  \n b"]),
            ("下午会议在会议室", "会议", vec!["会议", "会议"]),
            ("aaaa", "aa", vec!["aa", "aa"]),
            ("nada", "", vec![]),
        ] {
            assert_eq!(found(text, query), places, "{query:?} in {text:?}");
        }
    }
}
