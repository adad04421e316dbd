//! Pages of messages and their requests.

use serde::{Deserialize, Serialize};

use crate::{ActivityCursor, ChatError, Conversation, Message, Seq, Stats, limits};

/// A page with `results` newest first. `count` is the number of all items of the conversation, not of this page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub results: Vec<T>,
    pub count: u32,
    pub page: u32,
    pub limit: u32,
}

impl Page<Message> {
    /// Returns where the next page begins, in the direction of `from`; `None` at the end. A page may have fewer
    /// messages than its limit if they are long.
    pub fn next(&self, from: PageStart) -> Option<PageStart> {
        match from {
            PageStart::Page(_) | PageStart::Before(_) => {
                let oldest = self.results.last()?.seq;
                (oldest > Seq(1)).then_some(PageStart::Before(oldest))
            }
            PageStart::After(_) => {
                let newest = self.results.first()?.seq;
                (newest.0 < i64::from(self.count)).then_some(PageStart::After(newest))
            }
        }
    }
}

/// Requests the n-th page from the newest message, or the messages next to a known one, which does not shift when
/// messages arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    pub from: PageStart,
    pub limit: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageStart {
    /// A page number, from 1; page 1 has the newest messages.
    Page(u32),
    /// The newest messages before this one.
    Before(Seq),
    /// The oldest messages after this one.
    After(Seq),
}

impl PageRequest {
    pub const fn newest() -> Self {
        Self { from: PageStart::Before(Seq(i64::MAX)), limit: limits::PAGE_DEFAULT }
    }

    /// Requests a page with the message `seq` in its middle.
    pub const fn around(seq: Seq) -> Self {
        Self {
            from: PageStart::Before(Seq(seq.0.saturating_add(limits::PAGE_DEFAULT as i64 / 2 + 1))),
            ..Self::newest()
        }
    }

    pub const fn before(seq: Seq) -> Self {
        Self { from: PageStart::Before(seq), limit: limits::PAGE_DEFAULT }
    }

    pub const fn after(seq: Seq) -> Self {
        Self { from: PageStart::After(seq), limit: limits::PAGE_MAX }
    }

    /// Parses the values of a query string; an absent or empty value takes its default. `before` wins over `after`, and
    /// `after` over `page`.
    ///
    /// # Errors
    /// [`ChatError::InvalidParameter`] for a value that is not a number in its range.
    pub fn parse(
        page: Option<&str>,
        limit: Option<&str>,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<Self, ChatError> {
        let limit = limits::parse("limit", limit, 1, limits::PAGE_MAX)?.unwrap_or(limits::PAGE_DEFAULT);
        let page = limits::parse("page", page, 1, u32::MAX)?.unwrap_or(1);
        let before = limits::parse("before", before, 0, i64::MAX)?.map(Seq);
        let after = limits::parse("after", after, 0, i64::MAX)?.map(Seq);
        let from = match (before, after) {
            (Some(seq), _) => PageStart::Before(seq),
            (None, Some(seq)) => PageStart::After(seq),
            (None, None) => PageStart::Page(page),
        };
        Ok(Self { from, limit })
    }

    /// Whether the page must have all messages of its range, however long they are.
    pub const fn is_whole(&self) -> bool {
        matches!(self.from, PageStart::Page(_)) && self.limit <= limits::PAGE_WHOLE
    }

    /// Returns the `page` of the answer: 1 for a request by `before` or `after`.
    pub const fn page_number(&self) -> u32 {
        match self.from {
            PageStart::Page(page) => page,
            PageStart::Before(_) | PageStart::After(_) => 1,
        }
    }
}

/// A page of the list of conversations, and the totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    pub conversations: Vec<Conversation>,
    /// The position after which the list continues; `None` at its end.
    #[serde(default)]
    pub next: Option<ActivityCursor>,
    pub stats: Stats,
}

/// A conversation and a page of its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatPage {
    pub conversation: Conversation,
    pub messages: Page<Message>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConversationId, MessageId, UserId};

    #[test]
    fn a_request_without_parameters_is_the_first_page() {
        let first = PageRequest { from: PageStart::Page(1), limit: limits::PAGE_DEFAULT };
        assert_eq!(PageRequest::parse(None, Some(""), None, None), Ok(first));
    }

    #[test]
    fn a_page_has_a_next_one_until_the_end() {
        let page = |seqs: &[i64]| Page {
            results: seqs
                .iter()
                .map(|seq| Message::plain(MessageId(*seq), ConversationId(1), Seq(*seq), UserId(1), "hola"))
                .collect(),
            count: 7,
            page: 1,
            limit: 3,
        };
        assert_eq!(page(&[7, 6]).next(PageStart::Page(1)), Some(PageStart::Before(Seq(6))));
        assert_eq!(page(&[2, 1]).next(PageStart::Before(Seq(3))), None);
        assert_eq!(page(&[5, 4]).next(PageStart::After(Seq(3))), Some(PageStart::After(Seq(5))));
        assert_eq!(page(&[7, 6]).next(PageStart::After(Seq(5))), None);
        assert_eq!(page(&[]).next(PageStart::Page(9)), None);
    }

    #[test]
    fn an_invalid_parameter_is_named() {
        for (page, limit, name) in [
            (Some("0"), None, "page"),
            (Some("-1"), None, "page"),
            (Some("1.5"), None, "page"),
            (Some("99999999999999999999"), None, "page"),
            (None, Some("abc"), "limit"),
            (None, Some("0"), "limit"),
            (None, Some("1000000"), "limit"),
        ] {
            let refused = PageRequest::parse(page, limit, None, None);
            assert!(matches!(&refused, Err(ChatError::InvalidParameter { name: n, .. }) if n == name), "{refused:?}");
        }
    }
}
