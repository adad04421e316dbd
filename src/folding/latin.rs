//! Replaces Latin letters without a Unicode decomposition by those that people type instead, such as `l` for `ł`.

/// Passes the replacement of a lower-case letter to `emit`, or the letter itself.
pub(super) fn plain(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c);
    }
    let letters = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ꜳ' => "aa",
        'ꜵ' => "ao",
        'ꜷ' => "au",
        'ꜽ' => "ay",
        'ꝏ' => "oo",
        'ƀ' | 'ɓ' | 'ƃ' => "b",
        'ƈ' | 'ȼ' => "c",
        'đ' | 'ð' | 'ɖ' | 'ɗ' | 'ƌ' => "d",
        'ɇ' => "e",
        'ƒ' => "f",
        'ǥ' | 'ɠ' => "g",
        'ħ' | 'ɦ' | 'ⱨ' => "h",
        'ı' | 'ɨ' => "i",
        'ȷ' | 'ɉ' => "j",
        'ƙ' | 'ⱪ' => "k",
        'ł' | 'ƚ' | 'ɫ' | 'ⱡ' => "l",
        'ɱ' => "m",
        'ŋ' | 'ɲ' | 'ƞ' => "n",
        'ø' | 'ɵ' => "o",
        'ƥ' | 'ᵽ' => "p",
        'ɋ' | 'ĸ' => "q",
        'ɍ' | 'ɽ' => "r",
        'ȿ' => "s",
        'ŧ' | 'ƫ' | 'ƭ' | 'ʈ' | 'ⱦ' => "t",
        'ʉ' => "u",
        'ʋ' => "v",
        'ⱳ' => "w",
        'ƴ' | 'ɏ' => "y",
        'ƶ' | 'ȥ' | 'ⱬ' => "z",
        'ς' => "σ",
        _ => return emit(c),
    };
    letters.chars().for_each(emit);
}
