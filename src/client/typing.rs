//! Typing indicators: the others are told, now and then, that this user is typing.

use crate::{ConversationId, Timestamp, limits::TYPING_EVERY_MILLIS};

/// Where the others were told last, and when.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TypingNotifier(Option<(ConversationId, Timestamp)>);

impl TypingNotifier {
    pub(super) fn is_due(self, conversation: ConversationId, now: Timestamp) -> bool {
        let Self(told) = self;
        !told.is_some_and(|(told, at)| {
            told == conversation && now.as_millis() - at.as_millis() < i64::from(TYPING_EVERY_MILLIS)
        })
    }

    pub(super) fn told(&mut self, conversation: ConversationId, now: Timestamp) {
        self.0 = Some((conversation, now));
    }

    /// The message was sent: whoever goes on types anew.
    pub(super) fn sent(&mut self) {
        self.0 = None;
    }
}
