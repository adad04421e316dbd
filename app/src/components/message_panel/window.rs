//! The part of a long list that is in the page: the rows that show, and some around them.

use std::ops::Range;

/// Rows in the page. A list of no more is there as a whole.
pub(super) const MOST: usize = 80;
/// Of these, so many come before the first that shows.
const BEFORE: usize = 30;
/// To make a row takes more than a millisecond, and a frame has sixteen.
const ROWS_PER_FRAME: usize = 3;

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
pub(super) fn steps(from: usize, to: usize, visible: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
    let distance = from.abs_diff(to);
    let are_there = from <= visible.start && visible.end <= from + MOST;
    let (count, length) = if are_there { (distance.min(ROWS_PER_FRAME), 1) } else { (distance.min(1), distance) };
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
    fn the_window_moves_by_a_few_rows_a_frame_and_at_once_where_what_shows_is_not_there() {
        let steps = |from, to, visible| steps(from, to, &visible).collect::<Vec<_>>();
        assert_eq!(steps(10, 10, 40..52), [0; 0]);
        // A pane that is higher than the window.
        assert_eq!(steps(10, 10, 40..99), [0; 0]);
        assert_eq!(steps(10, 12, 42..54), [11, 12]);
        assert_eq!(steps(12, 10, 40..52), [11, 10]);
        assert_eq!(steps(30, 10, 40..52), [29, 28, 27]);
        // The list was scrolled to its end, and has become longer.
        assert_eq!(steps(20, 58, 88..100), [21, 22, 23]);
        assert_eq!(steps(20, 59, 89..101), [59]);
        assert_eq!(steps(500, 0, 0..12), [0]);
    }
}
