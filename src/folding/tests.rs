use proptest::prelude::*;

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
        ("Ậu Ắc Ộp", "au ac op"),
        ("uno\u{b}dos", "uno dos"),
        ("a\0b", "ab"),
    ] {
        assert_eq!(fold(text), folded, "{text:?}");
    }
}

#[test]
fn letters_with_a_stroke_and_ligatures_fold_to_the_letters_that_people_type() {
    for (text, folded) in [
        ("Łódź", "lodz"),
        ("Đà Nẵng", "da nang"),
        ("Malmö Malmø", "malmo malmo"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Œuvre", "oeuvre"),
        ("Þór", "thor"),
        ("Ærø", "aero"),
        ("Ħamrun", "hamrun"),
        ("Guðrún", "gudrun"),
        ("ĳs Ǆ ǆ", "ijs dz dz"),
        ("Ǿ", "o"),
    ] {
        assert_eq!(fold(text), folded, "{text:?}");
    }
}

#[test]
fn marks_that_are_part_of_the_word_stay() {
    for (text, other) in [
        ("パパ", "ハハ"),
        ("がっこう", "かっこう"),
        ("का", "की"),
        ("ที่", "ทำ"),
        ("ที่", "ที"),
        ("мой", "мои"),
        ("≠", "="),
        ("ក្រុម", "ករម"),
    ] {
        assert_ne!(fold(text), fold(other), "{text} and {other}");
    }
}

#[test]
fn different_encodings_of_a_word_fold_to_the_same_text() {
    for (text, same) in [
        ("パパ", "ハ\u{309a}ハ\u{309a}"),
        ("パパ", "ﾊﾟﾊﾟ"),
        ("МОЙ", "мои\u{306}"),
        ("ёлка", "елка"),
        ("क़लम", "क\u{93c}लम"),
        ("한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("أحمد إسلام آدم", "احمد اسلام ادم"),
        ("مـحـمـد", "محمد"),
        ("ά", "α"),
    ] {
        assert_eq!(fold(text), fold(same), "{text} and {same}");
    }
}

#[test]
fn invisible_characters_are_ignored() {
    for hidden in
        ['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{2060}', '\u{202e}', '\u{feff}', '\u{34f}']
    {
        assert_eq!(fold(&format!("fac{hidden}tura")), "factura", "{hidden:?}");
    }
    assert_eq!(fold("👨\u{200d}👩\u{200d}👧"), "👨👩👧");
    assert_eq!(fold("1\u{fe0f}\u{20e3}"), "1");
}

fn found(text: &str, query: &str) -> Vec<String> {
    let places = Folding::of(text);
    let found = places.find(&fold(query)).into_iter();
    found
        .map(|TextRange(start, end)| text.chars().skip(start as usize).take((end - start) as usize).collect())
        .collect()
}

#[test]
fn ranges_cover_whole_grapheme_clusters() {
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
        ("パパとハハ", "パパ", vec!["パパ"]),
        ("w Łodzi", "lodz", vec!["Łodz"]),
        ("la fac\u{ad}tura\u{200b} ya", "factura", vec!["fac\u{ad}tura"]),
        ("मेरा का काम", "का", vec!["का", "का"]),
    ] {
        assert_eq!(found(text, query), places, "{query:?} in {text:?}");
    }
}

proptest! {
    /// Every match can be highlighted, because the map and the folded text have the same characters.
    #[test]
    fn the_map_has_the_characters_of_the_folded_text(text in "(\\PC|[\u{300}-\u{308}\u{3099}\u{309a}\u{ff9e}\u{ff9f}ﾊハиИaß \u{ad}\u{200d}]){0,12}") {
        let places: String = Folding::of(&text).chars.iter().collect();
        prop_assert_eq!(places.trim_end(), fold(&text));
    }

    #[test]
    fn folding_twice_equals_folding_once(text in "\\PC{0,12}") {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }
}
