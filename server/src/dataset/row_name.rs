//! The name of a row in error messages.

use std::{cmp::Ordering, fmt};

/// The lists, in an order in which each row only refers to rows of earlier lists.
pub(super) const LISTS: [&str; 5] = ["users", "customers", "providers", "conversations", "messages"];

/// Displayed as in `messages[3] (id 4)`: the list, the index from 0, and the row's own id; or only the name of a field of
/// the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    list: &'static str,
    row: Option<(usize, String)>,
}

impl RowName {
    pub fn new(list: &'static str, index: usize, id: impl fmt::Display) -> Self {
        Self { list, row: Some((index, id.to_string())) }
    }

    /// Names a field of the file itself.
    pub const fn file(field: &'static str) -> Self {
        Self { list: field, row: None }
    }

    /// Returns an error with this reason for the row.
    pub fn error(&self, reason: impl Into<String>) -> DatasetError {
        DatasetError { row: self.clone(), reason: reason.into() }
    }

    fn place(&self) -> (Option<usize>, &Option<(usize, String)>) {
        (LISTS.iter().position(|list| *list == self.list), &self.row)
    }
}

impl Ord for RowName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for RowName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.row {
            Some((index, id)) => write!(f, "{}[{index}] (id {id})", self.list),
            None => f.write_str(self.list),
        }
    }
}

/// A row that cannot be stored, and the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{row}: {reason}")]
pub struct DatasetError {
    pub row: RowName,
    pub reason: String,
}
