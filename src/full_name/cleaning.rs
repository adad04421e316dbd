//! Removes invisible characters from a name.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class, char::is_combining_mark};

use crate::{content::is_visible, limits::NAME_MARKS};

/// Composes the name (NFC), collapses white space to one space, and removes invisible characters except those that
/// change how their neighbours are drawn.
pub(super) fn clean(name: &str) -> String {
    let mut cleaned = String::with_capacity(name.len());
    let chars: Vec<char> = name.nfc().collect();
    for (at, c) in chars.iter().copied().enumerate() {
        if c.is_whitespace() {
            if !cleaned.is_empty() && !cleaned.ends_with(' ') {
                cleaned.push(' ');
            }
        } else if is_visible(c) && !is_annotation(c)
            || cleaned
                .chars()
                .next_back()
                .is_some_and(|before| changes_neighbours(before, c, chars.get(at + 1).copied()))
        {
            cleaned.push(c);
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// Whether a character is an annotation or notation control. Messages may contain them; names may not.
const fn is_annotation(c: char) -> bool {
    matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
}

/// Whether a character carries more than [`NAME_MARKS`] combining marks.
pub(super) fn has_stacked_marks(name: &str) -> bool {
    let mut marks = 0;
    name.chars().any(|c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks > NAME_MARKS
    })
}

/// Whether an invisible `c` changes how its neighbours are drawn: a joiner between characters that join, or a variation
/// selector after a character that has variants.
fn changes_neighbours(before: char, c: char, after: Option<char>) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' => after.is_some_and(|after| {
            // Half forms and ligatures of Indic scripts are made around the virama.
            is_virama(before)
                || is_virama(after) && before.is_alphabetic()
                || is_cursive(before) && is_cursive(after)
                || c == '\u{200d}' && is_pictographic(before) && is_pictographic(after)
        }),
        '\u{fe0e}' | '\u{fe0f}' => is_pictographic(before),
        '\u{180b}'..='\u{180f}' => is_cursive(before),
        // Variants of ideographs occur in Japanese names.
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => is_ideograph(before),
        _ => false,
    }
}

fn is_virama(c: char) -> bool {
    canonical_combining_class(c) == 9
}

/// Whether a character belongs to a script with joining letters: Arabic, Syriac, N'Ko, Mandaic, Mongolian.
const fn is_cursive(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{6ff}' | '\u{700}'..='\u{77f}' | '\u{7c0}'..='\u{7ff}' | '\u{840}'..='\u{8ff}'
        | '\u{1820}'..='\u{18aa}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Whether a character is an emoji or part of an emoji sequence: a selector or a skin tone.
const fn is_pictographic(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}'
        | '\u{1f000}'..='\u{1faff}')
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_removed() {
        for (typed, cleaned) in [
            ("  Ana \u{a0}\t Luz ", "Ana Luz"),
            ("Ana\u{2028}Luz", "Ana Luz"),
            ("Jose\u{301}", "José"),
            ("A\u{200d}na", "Ana"),
            ("\u{200d}Ana\u{200d}", "Ana"),
            ("A\u{200c}na\u{fe0f}", "Ana"),
            ("\u{feff}A\u{2060}n\u{180e}a\u{fffa}", "Ana"),
            ("🏴\u{e0067}\u{e0062}\u{e007f}", "🏴"),
        ] {
            assert_eq!(clean(typed), cleaned, "{typed:?}");
        }
    }

    #[test]
    fn joiners_and_selectors_that_scripts_and_emoji_need_stay() {
        for name in [
            "علی\u{200c}رضا",
            "क्\u{200d}षमा",
            "শ্রী র\u{200d}্যাব",
            "ශ්\u{200d}රී",
            "👩\u{200d}🔧",
            "👩🏽\u{200d}❤\u{fe0f}\u{200d}👨",
            "葛\u{e0100}城",
            "Nguyễn Thị",
            "שָׁלוֹם",
            "ธิ์",
        ] {
            let composed: String = name.nfc().collect();
            assert_eq!(clean(name), composed, "{name:?}");
            assert!(!has_stacked_marks(&clean(name)), "{name:?}");
        }
    }
}
