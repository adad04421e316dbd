//! How one asks for the people of the marketplace, and a page of them.

use serde::{Deserialize, Serialize};

use crate::{Person, Role, UserId};

/// By name; case and accents do not matter. An empty `query` is everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DirectoryRequest {
    pub query: String,
    pub role: Option<Role>,
    pub from: DirectoryStart,
}

/// Next to a user whom one knows: as quick at the end of a long directory as at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DirectoryStart {
    #[default]
    First,
    After(UserId),
    Before(UserId),
}

/// The entries of at most [`PAGE_DEFAULT`](crate::limits::PAGE_DEFAULT) users: who is a customer and a provider has two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryPage {
    pub people: Vec<Person>,
    /// Before whom the page before this one ends.
    pub previous: Option<UserId>,
    /// After whom the next page begins.
    pub next: Option<UserId>,
    /// All entries, where that is known without looking at everybody; it may be a minute old.
    pub count: Option<u32>,
}
