//! Which row of a data set is meant.

use std::{cmp::Ordering, fmt};

/// In the order in which the rows refer to each other.
pub(super) const LISTS: [&str; 5] = ["users", "customers", "providers", "conversations", "messages"];

/// As in `messages[3] (id 4)`: the list, the place in it from 0, and the row's own id; or a field that all rows share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    list: &'static str,
    row: Option<(usize, String)>,
}

impl RowName {
    #[must_use]
    pub fn new(list: &'static str, index: usize, id: impl fmt::Display) -> Self {
        Self { list, row: Some((index, id.to_string())) }
    }

    /// A field of the file itself.
    #[must_use]
    pub const fn file(field: &'static str) -> Self {
        Self { list: field, row: None }
    }

    /// This row cannot be stored.
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

/// A row that cannot be stored, by its name, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{row}: {reason}")]
pub struct DatasetError {
    pub row: RowName,
    pub reason: String,
}
