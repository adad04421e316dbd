//! The part of a long list that is in the page: the rows that show, and some around them.

use std::ops::Range;

/// Rows in the page. A list of no more is there as a whole.
pub(super) const MOST: usize = 80;
/// Of these, so many come before the first that shows.
const BEFORE: usize = 30;
/// To make a row takes more than a millisecond, and a frame has sixteen.
const ROWS_PER_FRAME: usize = 4;

/// The first row in the page, where `visible` is the first that shows.
pub(super) const fn start(visible: usize, total: usize) -> usize {
    let start = visible.saturating_sub(BEFORE);
    let last = total.saturating_sub(MOST);
    if start < last { start } else { last }
}

/// The list may have become shorter since `start` was found.
pub(super) fn rows(start: usize, total: usize) -> Range<usize> {
    start.min(total)..(start + MOST).min(total)
}

/// The starts through which the window moves in one frame on its way between two of them: row by row while the rows that
/// show are in the page, otherwise at once.
pub(super) fn steps(from: usize, to: usize) -> impl Iterator<Item = usize> {
    let distance = from.abs_diff(to);
    let (count, length) = if distance < BEFORE { (distance.min(ROWS_PER_FRAME), 1) } else { (1, distance) };
    (1..=count).map(move |step| if from < to { from + step * length } else { from - step * length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_is_always_in_the_page_with_some_rows_around_it() {
        for total in [0, 1, MOST, MOST + 1, 999, 2_000] {
            for visible in 0..total {
                let rows = rows(start(visible, total), total);
                assert!(rows.len() <= MOST, "{rows:?}");
                assert!(rows.start <= visible.saturating_sub(BEFORE), "{visible} of {total}: {rows:?}");
                let until = (visible + BEFORE).min(total);
                assert!(rows.end >= until, "{visible} of {total}: {rows:?}");
            }
        }
    }

    #[test]
    fn a_list_that_became_shorter_is_no_end_of_the_page() {
        assert_eq!(rows(500, 3), 3..3);
    }

    #[test]
    fn the_window_moves_by_a_few_rows_a_frame_and_far_away_at_once() {
        assert_eq!(steps(10, 10).count(), 0);
        assert_eq!(steps(10, 12).collect::<Vec<_>>(), [11, 12]);
        assert_eq!(steps(12, 10).collect::<Vec<_>>(), [11, 10]);
        assert_eq!(steps(10, 30).collect::<Vec<_>>(), [11, 12, 13, 14]);
        assert_eq!(steps(30, 10).collect::<Vec<_>>(), [29, 28, 27, 26]);
        assert_eq!(steps(0, 500).collect::<Vec<_>>(), [500]);
        assert_eq!(steps(500, 0).collect::<Vec<_>>(), [0]);
    }
}
