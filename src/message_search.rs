//! A search through messages: how one asks, and what is found.

use serde::{Deserialize, Serialize};

use crate::{
    ChatError, ConversationId, Message, MessageId, SearchWords, TextRange, User, UserId, conversation, limits,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageSearch {
    pub words: SearchWords,
    /// Only in this one, else in all of one's own.
    pub conversation: Option<ConversationId>,
    /// Only older messages than this: the `next` of the page before.
    pub before: Option<MessageId>,
    pub limit: u32,
}

impl MessageSearch {
    /// # Errors
    /// [`ChatError::SearchTooLong`]
    pub fn new(
        query: &str,
        conversation: Option<ConversationId>,
        before: Option<MessageId>,
    ) -> Result<Self, ChatError> {
        Ok(Self { words: SearchWords::parse(query)?, conversation, before, limit: limits::SEARCH_RESULTS })
    }

    /// From the texts of a query string; what is absent or empty takes its default.
    ///
    /// # Errors
    /// [`ChatError::SearchTooLong`]; [`ChatError::InvalidParameter`] names what is no number or outside its range.
    pub fn parse(
        query: &str,
        conversation: Option<&str>,
        before: Option<&str>,
        limit: Option<&str>,
    ) -> Result<Self, ChatError> {
        let conversation = limits::parse("conversation", conversation, 1, i64::MAX)?.map(ConversationId);
        let before = limits::parse("before", before, 0, i64::MAX)?.map(MessageId);
        let limit = limits::parse("limit", limit, 1, limits::SEARCH_RESULTS_MAX)?.unwrap_or(limits::SEARCH_RESULTS);
        Ok(Self { limit, ..Self::new(query, conversation, before)? })
    }
}

/// A message that was found, in the origin's shape, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageHit {
    #[serde(flatten)]
    pub message: Message,
    /// All members of its conversation, oneself included.
    #[serde(rename = "participans")]
    pub participants: Vec<User>,
    /// Of the content, in order, none over another.
    pub matches: Vec<TextRange>,
    /// What to show of the content where there is little room.
    pub excerpt: TextRange,
}

/// Newest first. `next` goes on where this ends, with the messages before that one; there may be such a `next` after
/// few results, or none: as many messages as one search looks at were looked at, or as much as an answer holds was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MessageHits {
    pub results: Vec<MessageHit>,
    pub next: Option<MessageId>,
}

impl MessageHit {
    /// `None` where the words are not in it.
    #[must_use]
    pub fn of(message: Message, words: &SearchWords) -> Option<Self> {
        let matches = words.matches(&message.content);
        let excerpt = TextRange::excerpt(&message.content, *matches.first()?);
        Some(Self { message, participants: Vec::new(), matches, excerpt })
    }

    /// Bytes in an answer, about.
    #[must_use]
    pub fn answer_bytes(&self) -> usize {
        self.message.answer_bytes() + 16 * self.matches.len()
    }

    /// What the panel calls the conversation.
    #[must_use]
    pub fn title(&self, me: UserId) -> String {
        conversation::title(&self.participants, me)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_named() {
        let found = MessageSearch::parse("agua", None, Some(""), None).expect("a search");
        assert_eq!((found.conversation, found.before, found.limit), (None, None, limits::SEARCH_RESULTS));
        for (conversation, before, limit, wrong) in [
            (Some("x"), None, None, "conversation"),
            (Some("0"), None, None, "conversation"),
            (None, Some("-1"), None, "before"),
            (None, Some("9223372036854775808"), None, "before"),
            (None, None, Some("0"), "limit"),
            (None, None, Some("101"), "limit"),
        ] {
            let refused = MessageSearch::parse("agua", conversation, before, limit);
            assert!(matches!(&refused, Err(ChatError::InvalidParameter { name, .. }) if name == wrong), "{refused:?}");
        }
    }
}
