//! Which row of a data set is meant.

use std::fmt;

/// As in `messages[3] (id 4)`: the list, the place in it from 0, and the row's own id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    list: &'static str,
    index: usize,
    id: String,
}

impl RowName {
    #[must_use]
    pub fn new(list: &'static str, index: usize, id: impl fmt::Display) -> Self {
        Self { list, index, id: id.to_string() }
    }

    /// This row cannot be stored.
    pub fn error(&self, reason: impl Into<String>) -> DatasetError {
        DatasetError { row: self.to_string(), reason: reason.into() }
    }
}

impl fmt::Display for RowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] (id {})", self.list, self.index, self.id)
    }
}

/// A row that cannot be stored, by its name, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{row}: {reason}")]
pub struct DatasetError {
    pub row: String,
    pub reason: String,
}
