//! Rows that cannot be stored. A report names all of them, so that one run is enough to find them.

use std::fmt;

use super::{DatasetError, RowName};

/// Rows that the report names. The others are only counted.
const MAX_SHOWN: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRowPolicy {
    /// Stores nothing if one row is bad.
    Refuse,
    /// Stores the other rows.
    LeaveOut,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
pub struct BadRows(Vec<DatasetError>);

impl BadRows {
    pub fn add(&mut self, row: &RowName, reason: impl Into<String>) {
        self.extend([row.error(reason)]);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the errors in the order of the lists and of the rows in them.
    pub fn sorted(&self) -> Vec<&DatasetError> {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by(|one, other| one.row.cmp(&other.row));
        sorted
    }

    /// Returns a good row, and records the error of a bad one.
    pub fn take<T>(&mut self, row: Result<T, DatasetError>) -> Option<T> {
        row.map_err(|error| self.extend([error])).ok()
    }
}

impl From<DatasetError> for BadRows {
    fn from(error: DatasetError) -> Self {
        Self(vec![error])
    }
}

impl Extend<DatasetError> for BadRows {
    fn extend<T: IntoIterator<Item = DatasetError>>(&mut self, errors: T) {
        self.0.extend(errors);
    }
}

impl fmt::Display for BadRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.0.as_slice() {
            return only.fmt(f);
        }
        let sorted = self.sorted();
        write!(f, "{} rows are wrong:", sorted.len())?;
        for error in sorted.iter().take(MAX_SHOWN) {
            write!(f, "\n  {error}")?;
        }
        match sorted.len().saturating_sub(MAX_SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hundred_are_named_in_the_order_of_the_file() {
        let mut bad = BadRows::default();
        bad.add(&RowName::new("messages", 0, 7), "its time is missing");
        for place in (0..118).rev() {
            bad.add(&RowName::new("users", place, place), "the user name is empty");
        }
        let said = bad.to_string();
        let lines: Vec<_> = said.lines().collect();
        assert_eq!(lines.len(), 102);
        assert_eq!(lines[0], "119 rows are wrong:");
        assert_eq!(lines[1], "  users[0] (id 0): the user name is empty");
        assert_eq!(lines[100], "  users[99] (id 99): the user name is empty");
        assert_eq!(lines[101], "  and 19 more");
    }
}
