//! Classifies combining marks. Accents are ignored in a search; other marks are part of the word: without its vowel
//! signs a Hindi or Thai word is another word, and `ハ` is another syllable than `パ`.

pub(super) const BREVE: char = '\u{306}';

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadReport {
    /// Not a mark, or one that is part of the word.
    None,
    Accent,
    /// A stroke. Through a letter it is an accent; through a sign (`≠`) it negates the meaning.
    Overlay,
    /// A voicing mark of kana, which is composed with its base again.
    Voicing,
}

/// Returns the kind of a character of a decomposed text.
pub(super) const fn kind(c: char) -> ReadReport {
    match c {
        '\u{338}' => ReadReport::Overlay,
        '\u{3099}' | '\u{309a}' => ReadReport::Voicing,
        // Latin, Greek, and marks for any script.
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}'
        // Cyrillic.
        | '\u{483}'..='\u{489}' | '\u{2de0}'..='\u{2dff}' | '\u{a66f}'..='\u{a672}' | '\u{a674}'..='\u{a67d}'
        | '\u{a69e}' | '\u{a69f}'
        // Hebrew points and cantillation.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{fb1e}'
        // Arabic vowels, the hamza above and below a letter, and the tatweel, which only stretches a word.
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{898}'..='\u{89f}'
        | '\u{8ca}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}' => ReadReport::Accent,
        _ => ReadReport::None,
    }
}
