//! Search for messages: the request and its results.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    ChatError, ConversationId, Message, MessageId, SearchWords, TextRange, User, UserId, conversation, limits,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageSearch {
    pub words: SearchWords,
    /// Searches this conversation only, or all conversations of the user.
    pub conversation: Option<ConversationId>,
    /// Searches messages before this one: the `next` of the previous page.
    pub before: Option<MessageId>,
    pub limit: u32,
}

impl MessageSearch {
    /// # Errors
    /// [`ChatError::SearchTooLong`] if `query` is too long.
    pub fn new(
        query: &str,
        conversation: Option<ConversationId>,
        before: Option<MessageId>,
    ) -> Result<Self, ChatError> {
        Ok(Self { words: SearchWords::parse(query)?, conversation, before, limit: limits::SEARCH_RESULTS })
    }

    /// Parses the values of a query string; an absent or empty value takes its default.
    ///
    /// # Errors
    /// [`ChatError::SearchTooLong`], or [`ChatError::InvalidParameter`] for a value that is not a number in its range.
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

/// A found message with the positions of the matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Box<RawValue>")]
pub struct MessageHit {
    #[serde(flatten)]
    pub message: Message,
    /// All members of its conversation, including the reader.
    #[serde(rename = "participans")]
    pub participants: Vec<User>,
    /// Matches in `content`: in order, not overlapping.
    pub matches: Vec<TextRange>,
    /// The part of `content` to show in a list of results.
    pub excerpt: TextRange,
}

/// The fields of a hit beside those of its message.
#[derive(Deserialize)]
struct HitFields {
    participans: Vec<User>,
    matches: Vec<TextRange>,
    excerpt: TextRange,
}

/// Reads the text twice. The deserializer that serde derives for flattened fields keeps all values in memory, and has every
/// type of a message a second time for that.
impl TryFrom<Box<RawValue>> for MessageHit {
    type Error = serde_json::Error;

    fn try_from(json: Box<RawValue>) -> serde_json::Result<Self> {
        let HitFields { participans: participants, matches, excerpt } = serde_json::from_str(json.get())?;
        Ok(Self { message: serde_json::from_str(json.get())?, participants, matches, excerpt })
    }
}

/// A page of results, newest first. `next` is the `before` of the next page; `None` at the end. A page with few or no
/// results may still have a `next`, because each request scans a limited number of messages and returns a limited
/// number of bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MessageHits {
    pub results: Vec<MessageHit>,
    pub next: Option<MessageId>,
}

impl MessageHit {
    /// Returns the hit for a message; `None` if it does not contain all words.
    pub fn of(message: Message, words: &SearchWords) -> Option<Self> {
        let matches = words.matches(&message.content);
        let excerpt = TextRange::excerpt(&message.content, *matches.first()?);
        Some(Self { message, participants: Vec::new(), matches, excerpt })
    }

    /// Returns the estimated size in an answer, in bytes.
    pub fn answer_bytes(&self) -> usize {
        self.message.answer_bytes() + 16 * self.matches.len()
    }

    /// Returns the title of the conversation.
    pub fn title(&self, me: UserId) -> String {
        conversation::title(&self.participants, me)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_reads_a_hit_as_the_server_sent_it() {
        let message = Message::plain(MessageId(3), ConversationId(7), crate::Seq(2), UserId(1), "agua clara");
        let hit = MessageHit::of(message, &SearchWords::parse("clara").expect("words")).expect("a hit");
        let json = serde_json::to_string(&hit).expect("JSON");
        assert_eq!(serde_json::from_str::<MessageHit>(&json).ok(), Some(hit), "{json}");
    }

    #[test]
    fn an_invalid_parameter_is_named() {
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
