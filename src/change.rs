//! Changes to a stored message.

use serde::{Deserialize, Serialize};

use crate::{ChatError, Emoji, Message, MessageContent, Timestamp, UserId, reaction};

/// The sender may edit and delete; every member may react.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Edit(MessageContent),
    /// Removes the content for everybody; the message keeps its `seq`.
    Delete,
    /// Replaces the member's reaction; `None` removes it.
    React(Option<Emoji>),
}

/// How long after sending a message its sender may edit and delete it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeWindow {
    pub minutes: u32,
}

impl ChangeWindow {
    pub const fn is_open(self, message: &Message, now: Timestamp) -> bool {
        let age_millis = now.as_millis() - message.created_at.as_millis();
        age_millis < self.minutes as i64 * 60_000
    }

    /// Whether `me` may edit or delete this message now.
    pub fn admits(self, me: UserId, message: &Message, now: Timestamp) -> bool {
        message.sender_id == me && !message.is_deleted() && self.is_open(message, now)
    }
}

impl Default for ChangeWindow {
    fn default() -> Self {
        Self { minutes: 15 }
    }
}

impl Change {
    /// Returns the changed message, or `None` if the message is already so.
    ///
    /// # Errors
    /// [`ChatError::NotTheSender`], [`ChatError::MessageDeleted`], [`ChatError::TooLateToChange`].
    pub fn apply(
        &self,
        me: UserId,
        message: &Message,
        window: ChangeWindow,
        now: Timestamp,
    ) -> Result<Option<Message>, ChatError> {
        let mut changed = message.clone();
        match self {
            Self::Edit(_) | Self::Delete if message.sender_id != me => return Err(ChatError::NotTheSender),
            Self::Delete if message.is_deleted() => return Ok(None),
            _ if message.is_deleted() => return Err(ChatError::MessageDeleted),
            Self::Edit(content) if **content == *message.content => return Ok(None),
            Self::Edit(_) | Self::Delete if !window.is_open(message, now) => {
                return Err(ChatError::TooLateToChange { minutes: window.minutes });
            }
            Self::Edit(content) => {
                changed.content = content.to_string();
                changed.edited_at = Some(now);
            }
            Self::Delete => {
                changed.content.clear();
                changed.reactions.clear();
                changed.reply_to = None;
                changed.deleted_at = Some(now);
            }
            Self::React(emoji) if reaction::of(&message.reactions, me) == *emoji => return Ok(None),
            Self::React(emoji) => reaction::react(&mut changed.reactions, me, *emoji),
        }
        Ok(Some(changed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConversationId, MessageId, Seq};

    const ANA: UserId = UserId(1);
    const LUIS: UserId = UserId(4);
    const WINDOW: ChangeWindow = ChangeWindow { minutes: 15 };

    fn anas() -> Message {
        Message {
            sender_first_name: "Ana".into(),
            ..Message::plain(MessageId(1), ConversationId(7), Seq(3), ANA, "hola")
        }
    }

    fn edit(text: &str) -> Change {
        Change::Edit(MessageContent::parse(text).expect("a message"))
    }

    fn minutes(n: i64) -> Timestamp {
        Timestamp::from_millis(n * 60_000)
    }

    #[test]
    fn only_the_sender_changes_a_message_within_the_change_window() {
        let message = anas();
        for change in [edit("adiós"), Change::Delete] {
            assert!(matches!(change.apply(ANA, &message, WINDOW, minutes(14)), Ok(Some(_))));
            assert_eq!(change.apply(LUIS, &message, WINDOW, minutes(1)), Err(ChatError::NotTheSender));
            let late = change.apply(ANA, &message, WINDOW, minutes(15));
            assert_eq!(late, Err(ChatError::TooLateToChange { minutes: 15 }));
        }
        let thumb = Change::React(Some(Emoji::ALL[0]));
        assert!(matches!(thumb.apply(LUIS, &message, WINDOW, minutes(99)), Ok(Some(_))), "answers have no window");
    }

    #[test]
    fn a_change_without_effect_returns_none() {
        let message = anas();
        assert_eq!(edit("hola").apply(ANA, &message, WINDOW, minutes(99)), Ok(None));
        assert_eq!(Change::React(None).apply(LUIS, &message, WINDOW, minutes(1)), Ok(None));
    }

    #[test]
    fn a_deleted_message_is_empty_and_cannot_be_changed() {
        let mut message = anas();
        reaction::react(&mut message.reactions, LUIS, Some(Emoji::ALL[0]));
        let gone = Change::Delete.apply(ANA, &message, WINDOW, minutes(1)).expect("it is hers").expect("a change");
        assert_eq!((gone.content.as_str(), gone.reactions.len(), gone.seq), ("", 0, message.seq));
        assert_eq!(Change::Delete.apply(ANA, &gone, WINDOW, minutes(99)), Ok(None));
        for change in [edit("hola"), Change::React(Some(Emoji::ALL[0]))] {
            assert_eq!(change.apply(ANA, &gone, WINDOW, minutes(1)), Err(ChatError::MessageDeleted));
        }
    }
}
