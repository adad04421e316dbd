//! Detects texts that consist of a few emoji only.

use unicode_properties::{EmojiStatus, UnicodeEmoji};

/// Emoji of such a text, at most.
const MAX_LARGE_EMOJI: usize = 6;

const JOINER: char = '\u{200d}';
const AS_EMOJI: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

pub(super) fn are_all(text: &str) -> bool {
    let mut count = 0;
    let mut is_joined = false;
    let mut flag_begun = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            ' ' | '\n' => {}
            JOINER => {
                is_joined = true;
                continue;
            }
            AS_EMOJI | KEYCAP => continue,
            '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' if count > 0 => continue,
            // Two regional indicators make a flag.
            '\u{1f1e6}'..='\u{1f1ff}' => {
                count += usize::from(!flag_begun);
                flag_begun = !flag_begun;
                continue;
            }
            c if is_shown_as_emoji(c) || (c.is_emoji_char() && characters.peek() == Some(&AS_EMOJI)) => {
                count += usize::from(!is_joined);
            }
            _ => return false,
        }
        is_joined = false;
        flag_begun = false;
    }
    (1..=MAX_LARGE_EMOJI).contains(&count)
}

/// Whether a character is an emoji without a variation selector. A digit, for example, needs a selector.
fn is_shown_as_emoji(c: char) -> bool {
    matches!(
        c.emoji_status(),
        EmojiStatus::EmojiPresentation
            | EmojiStatus::EmojiPresentationAndModifierBase
            | EmojiStatus::EmojiPresentationAndEmojiComponent
            | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_distinguished_from_text() {
        for emoji in ["👍", "👍🏽", "❤️", "👩‍👩‍👧‍👦", "🇪🇸 🇬🇧", "1️⃣", "🎉🎉🎉", "😀\n😀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
        {
            assert!(are_all(emoji), "{emoji}");
        }
        for text in ["", "hola 👍", "1", "123", "#", "©", "👍👍👍👍👍👍👍", "👍a", "\u{fe0f}", "🏽a"]
        {
            assert!(!are_all(text), "{text:?}");
        }
    }
}
