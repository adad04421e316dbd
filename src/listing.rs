//! How one asks for the list of conversations.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{ChatError, Conversation, ConversationId, Timestamp, limits};

/// Latest activity first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRequest {
    pub from: ListStart,
    pub limit: u32,
    #[serde(default)]
    pub filter: Filter,
}

/// Which conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    #[default]
    Everything,
    /// Those that are not archived.
    Current,
    /// Of those, the ones in which there is something to look at.
    Unread,
    Archived,
}

impl Filter {
    /// As in an address; [`Filter::Everything`] where nothing is said.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" => Some(Self::Everything),
            "current" => Some(Self::Current),
            "unread" => Some(Self::Unread),
            "archived" => Some(Self::Archived),
            _ => None,
        }
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everything => "",
            Self::Current => "current",
            Self::Unread => "unread",
            Self::Archived => "archived",
        }
    }

    #[must_use]
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

/// A part of the list: as many as were asked for, or fewer where they are long.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationList {
    pub conversations: Vec<Conversation>,
    /// After which the list goes on; `None` at its end.
    pub next: Option<ActivityCursor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListStart {
    /// From 1. Shifts while people write; [`ListStart::After`] does not.
    Page(u32),
    /// After the last conversation that one has.
    After(ActivityCursor),
}

/// The [`crate::Conversation::activity`] of the last conversation of a list, as the text
/// `micros.id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActivityCursor {
    pub activity_at: Timestamp,
    pub conversation: ConversationId,
}

impl ListRequest {
    /// What the panel shows at once.
    #[must_use]
    pub const fn first() -> Self {
        Self { from: ListStart::Page(1), limit: limits::PAGE_DEFAULT, filter: Filter::Everything }
    }

    #[must_use]
    pub const fn after(cursor: ActivityCursor) -> Self {
        Self { from: ListStart::After(cursor), ..Self::first() }
    }

    #[must_use]
    pub const fn of(self, filter: Filter) -> Self {
        Self { filter, ..self }
    }

    /// From the texts of a query string. Without a `limit` as many as one answer may hold, since
    /// clients of the origin expect them all.
    ///
    /// # Errors
    /// [`ChatError::InvalidParameter`] names what cannot be used.
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
        read().ok_or_else(|| ChatError::InvalidParameter { name: "cursor".into(), min: 0, max: i64::MAX })
    }
}
