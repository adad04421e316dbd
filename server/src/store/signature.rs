//! What a search can rule out without reading a message: which three characters stand together in it, as bits.
//!
//! A message can have a word only if it has all bits of the word. The other way round it need not: it is read.
//! Signatures are kept in the database. Where they are made otherwise, or text is folded otherwise, a migration has to
//! set all of them to -1, upon which they are made anew.

use charla::{SearchWords, folding::fold};
use serde::Serialize;

/// 255 bits: the last one is set only where a signature has not been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Signature {
    pub signature_1: i64,
    pub signature_2: i64,
    pub signature_3: i64,
    pub signature_4: i64,
}

/// From here on words are short: Chinese, Japanese, emoji. One character alone has a bit, too, and two have one.
const FIRST_OF_SHORT_WORDS: char = '\u{2e80}';

impl Signature {
    #[must_use]
    pub fn of(content: &str) -> Self {
        Self::of_words(fold(content).split(' '))
    }

    /// The bits that a message with these words has. None for one letter or two: any message may have them.
    #[must_use]
    pub fn wanted(words: &SearchWords) -> Self {
        Self::of_words(words.words())
    }

    fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut bits = [0_u64; 4];
        for word in words {
            let mut before = ['\0'; 2];
            for c in word.chars() {
                let [first, second] = before;
                if first != '\0' {
                    set(&mut bits, [first, second, c]);
                }
                if c >= FIRST_OF_SHORT_WORDS {
                    set(&mut bits, ['\0', '\0', c]);
                    if second >= FIRST_OF_SHORT_WORDS {
                        set(&mut bits, ['\0', second, c]);
                    }
                }
                before = [second, c];
            }
        }
        let [signature_1, signature_2, signature_3, signature_4] = bits.map(u64::cast_signed);
        Self { signature_1, signature_2, signature_3, signature_4 }
    }
}

fn set(bits: &mut [u64; 4], together: [char; 3]) {
    // A character has 21 bits.
    let together = together.into_iter().fold(0_u64, |all, c| all << 21 | u64::from(u32::from(c)));
    // Fibonacci hashing, of which the upper bits are the good ones.
    let mixed = (together ^ (together >> 25)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let bit = mixed % 255;
    bits[(bit / 64) as usize] |= 1 << (bit % 64);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(query: &str) -> Signature {
        Signature::wanted(&SearchWords::parse(query).expect("a search"))
    }

    fn may_have(content: &str, query: &str) -> bool {
        let (all, some) = (Signature::of(content), wanted(query));
        all.signature_1 & some.signature_1 == some.signature_1
            && all.signature_2 & some.signature_2 == some.signature_2
            && all.signature_3 & some.signature_3 == some.signature_3
            && all.signature_4 & some.signature_4 == some.signature_4
    }

    #[test]
    fn what_is_there_is_never_ruled_out() {
        let content = "La CAÑERÍA del 2º pierde  agua; 下午会议 👨\u{200d}👩 «Straße» 100% 한국어";
        for query in
            ["caneria", "ñer", "agua pierde", "会议", "议", "👩", "STRASSE", "100%", "%", "국", "a", "2º p", "de"]
        {
            assert!(may_have(content, query), "{query}");
        }
    }

    #[test]
    fn most_of_what_is_not_there_is() {
        let content = "¿Sigue en pie lo del jueves por la mañana, o lo dejamos para otro día?";
        for query in ["factura", "presupuesto", "会议", "cañería", "zzz"] {
            assert!(!may_have(content, query), "{query}");
        }
    }

    #[test]
    fn the_last_bit_is_never_set() {
        let everything: String = ('\u{20}'..'\u{2fff}').collect();
        let signature = Signature::of(&everything.repeat(2));
        assert_eq!([signature.signature_1, signature.signature_2, signature.signature_3], [-1; 3]);
        assert_eq!(signature.signature_4, i64::MAX);
    }

    /// They are in people's databases: made otherwise, they would rule out what is there.
    #[test]
    fn signatures_stay_as_they_are() {
        let Signature { signature_1, signature_2, signature_3, signature_4 } =
            Signature::of("La cañería pierde agua 会议");
        assert_eq!(
            [signature_1, signature_2, signature_3, signature_4],
            [512, 563_087_392_636_928, 1_125_902_054_350_849, 2_882_305_995_168_546_816]
        );
    }
}
