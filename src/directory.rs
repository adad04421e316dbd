//! The directory of the marketplace: a request, and a page of people.

use serde::{Deserialize, Serialize};

use crate::{Person, Role, UserId};

/// A search by name, ignoring case and accents. An empty `query` finds everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DirectoryRequest {
    pub query: String,
    pub role: Option<Role>,
    pub from: DirectoryStart,
}

/// Start of a page of the directory. It refers to a user, not to a number of rows, so that every page loads as fast as
/// the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DirectoryStart {
    #[default]
    First,
    After(UserId),
    Before(UserId),
}

/// At most [`PAGE_DEFAULT`](crate::limits::PAGE_DEFAULT) users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryPage {
    pub people: Vec<Person>,
    /// The previous page ends before this user; `None` on the first page.
    pub previous: Option<UserId>,
    /// The next page begins after this user; `None` on the last page.
    pub next: Option<UserId>,
    /// Number of all users, if known without a full scan; it may be a minute old.
    pub count: Option<u32>,
}
