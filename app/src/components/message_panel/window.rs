//! The part of a long list that is in the page: the rows that show, and some around them.

use std::ops::Range;

/// Rows in the page. A list of no more is there as a whole.
pub(super) const MOST: usize = 80;
/// Of these, so many come before the first that shows.
const BEFORE: usize = 30;
/// The window moves by so many rows at once.
const STEP: usize = 10;

/// The first row in the page, where `visible` is the first that shows.
pub(super) const fn start(visible: usize, total: usize) -> usize {
    let start = visible.saturating_sub(BEFORE);
    let last = total.saturating_sub(MOST);
    let start = if start < last { start } else { last };
    start - start % STEP
}

/// The list may have become shorter since `start` was found.
pub(super) fn rows(start: usize, total: usize) -> Range<usize> {
    start.min(total)..(start + MOST + STEP).min(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_is_always_in_the_page_with_some_rows_around_it() {
        for total in [0, 1, MOST, MOST + 1, 999, 2_000] {
            for visible in 0..total {
                let rows = rows(start(visible, total), total);
                assert!(rows.len() <= MOST + STEP, "{rows:?}");
                assert!(
                    rows.start <= visible.saturating_sub(STEP) || rows.start == 0,
                    "{visible} of {total}: {rows:?}"
                );
                let until = (visible + BEFORE).min(total);
                assert!(rows.end >= until, "{visible} of {total}: {rows:?}");
            }
        }
    }

    #[test]
    fn a_list_that_became_shorter_is_no_end_of_the_page() {
        assert_eq!(rows(500, 3), 3..3);
    }
}
