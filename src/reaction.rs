//! Emoji reactions to messages.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::UserId;

/// One of [`Emoji::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Emoji(usize);

/// The users who reacted with this emoji. A user has at most one reaction per message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub emoji: Emoji,
    pub users: Vec<UserId>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not one of the reactions: {}", TEXTS.join(" "))]
pub struct EmojiError;

const TEXTS: [&str; 6] = ["👍", "❤️", "😂", "😮", "🙏", "🎉"];

impl Emoji {
    /// All reactions in the order of the menu.
    pub const ALL: [Self; TEXTS.len()] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5)];

    pub const fn as_str(self) -> &'static str {
        TEXTS[self.0]
    }
}

impl fmt::Display for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Emoji {
    type Err = EmojiError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_same = |emoji: &Self| without_selector(emoji.as_str()).eq(without_selector(text));
        Self::ALL.into_iter().find(is_same).ok_or(EmojiError)
    }
}

/// Removes variation selectors, which choose between a picture and a text form: keyboards differ in where they add one.
fn without_selector(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}'))
}

impl Serialize for Emoji {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Emoji {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Sets the reaction of `user`; `None` removes it.
pub fn react(reactions: &mut Vec<Reaction>, user: UserId, emoji: Option<Emoji>) {
    for reaction in &mut *reactions {
        reaction.users.retain(|other| *other != user);
    }
    if let Some(emoji) = emoji {
        match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
            Some(reaction) => reaction.users.push(user),
            None => reactions.push(Reaction { emoji, users: vec![user] }),
        }
    }
    reactions.retain(|reaction| !reaction.users.is_empty());
    reactions.sort_by_key(|reaction| reaction.emoji);
}

/// Returns the reaction of `user`.
pub fn of(reactions: &[Reaction], user: UserId) -> Option<Emoji> {
    reactions.iter().find(|reaction| reaction.users.contains(&user)).map(|reaction| reaction.emoji)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: UserId = UserId(1);
    const LUIS: UserId = UserId(4);

    #[test]
    fn a_user_has_one_reaction_and_may_remove_it() {
        let [thumb, heart, ..] = Emoji::ALL;
        let mut reactions = Vec::new();
        react(&mut reactions, ANA, Some(heart));
        react(&mut reactions, LUIS, Some(heart));
        react(&mut reactions, ANA, Some(thumb));
        assert_eq!(of(&reactions, ANA), Some(thumb));
        assert_eq!(reactions.iter().map(|reaction| reaction.emoji).collect::<Vec<_>>(), [thumb, heart]);
        react(&mut reactions, ANA, None);
        assert_eq!(reactions, [Reaction { emoji: heart, users: vec![LUIS] }]);
    }

    #[test]
    fn other_texts_are_not_reactions() {
        for text in ["", "\u{fe0f}", "👎", "👍👍", "👍🏽", "<b>", "❤️‍🔥"] {
            assert_eq!(text.parse::<Emoji>(), Err(EmojiError), "{text:?}");
        }
        for emoji in Emoji::ALL {
            assert_eq!(emoji.to_string().parse(), Ok(emoji));
        }
    }

    #[test]
    fn a_reaction_is_the_same_with_and_without_a_selector() {
        for (text, shown) in
            [("❤", "❤️"), ("❤\u{fe0f}", "❤️"), ("❤\u{fe0e}", "❤️"), ("👍\u{fe0f}", "👍"), ("😂\u{fe0f}", "😂")]
        {
            assert_eq!(text.parse::<Emoji>().map(|emoji| emoji.to_string()), Ok(shown.to_owned()), "{text:?}");
        }
    }
}
