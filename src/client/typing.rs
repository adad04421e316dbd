//! Limits how often this user's typing is reported to the other members.

use crate::{ConversationId, Timestamp, limits::TYPING_EVERY_MILLIS};

/// Conversation and time of the last typing event.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TypingNotifier(Option<(ConversationId, Timestamp)>);

impl TypingNotifier {
    pub(super) fn is_due(self, conversation: ConversationId, now: Timestamp) -> bool {
        let Self(last) = self;
        !last.is_some_and(|(last, at)| {
            last == conversation && now.as_millis() - at.as_millis() < i64::from(TYPING_EVERY_MILLIS)
        })
    }

    pub(super) fn notified(&mut self, conversation: ConversationId, now: Timestamp) {
        self.0 = Some((conversation, now));
    }

    /// A message was sent: further typing is reported at once.
    pub(super) fn sent(&mut self) {
        self.0 = None;
    }
}
