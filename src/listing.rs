//! Requests for the list of conversations, and its pages.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{ChatError, Conversation, ConversationId, Timestamp, limits};

/// Requests a page of the list, latest activity first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRequest {
    pub from: ListStart,
    pub limit: u32,
    #[serde(default)]
    pub filter: Filter,
}

/// Selects conversations by their settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    #[default]
    Everything,
    /// Not archived.
    Current,
    /// Not archived, and with unread messages or marked as unread.
    Unread,
    Archived,
}

impl Filter {
    /// Parses the value of a URL parameter; an empty text is [`Filter::Everything`], an unknown one is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" => Some(Self::Everything),
            "current" => Some(Self::Current),
            "unread" => Some(Self::Unread),
            "archived" => Some(Self::Archived),
            _ => None,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everything => "",
            Self::Current => "current",
            Self::Unread => "unread",
            Self::Archived => "archived",
        }
    }

    pub const fn admits(self, conversation: &Conversation) -> bool {
        let is_archived = conversation.settings.is_archived;
        match self {
            Self::Everything => true,
            Self::Current => !is_archived,
            Self::Unread => !is_archived && conversation.is_unread(),
            Self::Archived => is_archived,
        }
    }
}

/// A page of the list. It has fewer conversations than requested if they would exceed the size of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationList {
    pub conversations: Vec<Conversation>,
    /// The position after which the list continues; `None` at its end.
    pub next: Option<ActivityCursor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListStart {
    /// A page number, from 1. Its content shifts when messages arrive; [`ListStart::After`] does not shift.
    Page(u32),
    /// After the last conversation of the previous page.
    After(ActivityCursor),
}

/// A position in the list: the [`crate::Conversation::activity`] of its last conversation. As text: `micros.id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActivityCursor {
    pub activity_at: Timestamp,
    pub conversation: ConversationId,
}

impl ListRequest {
    /// Requests the first page.
    pub const fn first() -> Self {
        Self { from: ListStart::Page(1), limit: limits::PAGE_DEFAULT, filter: Filter::Everything }
    }

    pub const fn after(cursor: ActivityCursor) -> Self {
        Self { from: ListStart::After(cursor), ..Self::first() }
    }

    pub const fn of(self, filter: Filter) -> Self {
        Self { filter, ..self }
    }

    /// Parses the values of a query string. Without a `limit` the page is as large as allowed, because clients of the
    /// original API expect all conversations.
    ///
    /// # Errors
    /// [`ChatError::InvalidParameter`], [`ChatError::InvalidCursor`] or [`ChatError::UnknownFilter`] for an invalid value.
    pub fn parse(
        page: Option<&str>,
        limit: Option<&str>,
        cursor: Option<&str>,
        filter: Option<&str>,
    ) -> Result<Self, ChatError> {
        let filter = Filter::parse(filter.unwrap_or_default()).ok_or(ChatError::UnknownFilter)?;
        let limit = limits::parse("limit", limit, 1, limits::PAGE_MAX)?.unwrap_or(limits::PAGE_MAX);
        let page = limits::parse("page", page, 1, u32::MAX)?.unwrap_or(1);
        let from = match cursor.filter(|cursor| !cursor.is_empty()) {
            Some(cursor) => ListStart::After(cursor.parse()?),
            None => ListStart::Page(page),
        };
        Ok(Self { from, limit, filter })
    }
}

impl fmt::Display for ActivityCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.activity_at.as_micros(), self.conversation)
    }
}

impl FromStr for ActivityCursor {
    type Err = ChatError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (micros, id) = text.split_once('.')?;
            let activity_at = Timestamp::from_micros(micros.parse().ok()?);
            Some(Self { activity_at, conversation: id.parse().ok()? })
        };
        read().ok_or(ChatError::InvalidCursor)
    }
}
