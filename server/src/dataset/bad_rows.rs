//! Rows that cannot be stored: all of them are found in one run.

use std::fmt;

use super::{DatasetError, RowName};

/// Rows in the report. The others are only counted.
const MAX_SHOWN: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRowPolicy {
    /// One bad row, and nothing is stored.
    Refuse,
    LeaveOut,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
pub struct BadRows(Vec<DatasetError>);

impl BadRows {
    pub fn add(&mut self, row: &RowName, reason: impl Into<String>) {
        self.extend([row.error(reason)]);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// In the order of their lists and places.
    #[must_use]
    pub fn sorted(&self) -> Vec<&DatasetError> {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by(|one, other| one.row.cmp(&other.row));
        sorted
    }

    /// What is right; of what is wrong a note is taken.
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
