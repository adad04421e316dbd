//! A bloom filter of the trigrams of a message, by which a search rules out messages without reading them.
//!
//! A message contains a word only if its filter has all bits of the word. The converse does not hold, so a message that
//! has them is read. The filters are stored in the database, in the columns `signature_1` to `signature_4`. A migration
//! that changes how they are computed, or how text is folded, has to set them all to -1: then they are computed again.

use charla::{SearchWords, folding::fold};
use serde::Serialize;

/// 255 bits. The last bit of the four numbers is set only where the filter has not been computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct TrigramBloom {
    pub signature_1: i64,
    pub signature_2: i64,
    pub signature_3: i64,
    pub signature_4: i64,
}

/// The first character of the scripts with short words: Chinese, Japanese, emoji. For these, single characters and
/// pairs have bits as well.
const FIRST_OF_SHORT_WORDS: char = '\u{2e80}';

impl TrigramBloom {
    #[must_use]
    pub fn of(content: &str) -> Self {
        Self::of_words(fold(content).split(' '))
    }

    /// The bits that every message with these words has. A word of one or two letters has none: any message may contain
    /// it.
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

fn set(bits: &mut [u64; 4], trigram: [char; 3]) {
    // A code point has 21 bits.
    let trigram = trigram.into_iter().fold(0_u64, |all, c| all << 21 | u64::from(u32::from(c)));
    // Fibonacci hashing: the upper bits are the well mixed ones.
    let mixed = (trigram ^ (trigram >> 25)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let bit = mixed % 255;
    bits[(bit / 64) as usize] |= 1 << (bit % 64);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(query: &str) -> TrigramBloom {
        TrigramBloom::wanted(&SearchWords::parse(query).expect("a search"))
    }

    fn may_have(content: &str, query: &str) -> bool {
        let (all, some) = (TrigramBloom::of(content), wanted(query));
        all.signature_1 & some.signature_1 == some.signature_1
            && all.signature_2 & some.signature_2 == some.signature_2
            && all.signature_3 & some.signature_3 == some.signature_3
            && all.signature_4 & some.signature_4 == some.signature_4
    }

    #[test]
    fn a_message_that_contains_the_words_is_never_ruled_out() {
        let content = "La CAÑERÍA del 2º pierde  agua; 下午会议 👨\u{200d}👩 «Straße» 100% 한국어";
        for query in
            ["caneria", "ñer", "agua pierde", "会议", "议", "👩", "STRASSE", "100%", "%", "국", "a", "2º p", "de"]
        {
            assert!(may_have(content, query), "{query}");
        }
    }

    #[test]
    fn most_messages_without_the_words_are_ruled_out() {
        let content = "¿Sigue en pie lo del jueves por la mañana, o lo dejamos para otro día?";
        for query in ["factura", "presupuesto", "会议", "cañería", "zzz"] {
            assert!(!may_have(content, query), "{query}");
        }
    }

    #[test]
    fn the_last_bit_is_never_set() {
        let everything: String = ('\u{20}'..'\u{2fff}').collect();
        let bloom = TrigramBloom::of(&everything.repeat(2));
        assert_eq!([bloom.signature_1, bloom.signature_2, bloom.signature_3], [-1; 3]);
        assert_eq!(bloom.signature_4, i64::MAX);
    }

    /// Databases contain them: computed otherwise, they would rule out messages that match.
    #[test]
    fn filters_stay_as_they_are() {
        let TrigramBloom { signature_1, signature_2, signature_3, signature_4 } =
            TrigramBloom::of("La cañería pierde agua 会议");
        assert_eq!(
            [signature_1, signature_2, signature_3, signature_4],
            [512, 563_087_392_636_928, 1_125_902_054_350_849, 2_882_305_995_168_546_816]
        );
    }
}
