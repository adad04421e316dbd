//! The window of a virtualised list: the visible rows and some around them are in the page.

use std::ops::Range;

/// Rows in the page, at most. A shorter list is in the page as a whole.
pub(super) const MAX_ROWS: usize = 80;
/// Rows in the page before the first visible one.
const ROWS_BEFORE: usize = 30;
/// Rows added per frame: creating a row takes more than 1 ms, and a frame takes 16 ms.
const ROWS_PER_FRAME: usize = 3;

/// Returns the first row in the page; `visible` is the first visible row.
pub(super) const fn start(visible: usize, total: usize) -> usize {
    let start = visible.saturating_sub(ROWS_BEFORE);
    let last = total.saturating_sub(MAX_ROWS);
    if start < last { start } else { last }
}

/// Returns the rows in the page. The list may have become shorter since `start` was computed.
pub(super) fn rows(start: usize, total: usize) -> Range<usize> {
    start.min(total)..(start + MAX_ROWS).min(total)
}

/// Returns the starts of the window within one frame while it moves from `from` to `to`: row by row while the visible
/// rows are in the page, otherwise at once.
pub(super) fn steps(from: usize, to: usize, visible: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
    let distance = from.abs_diff(to);
    let are_in_page = from <= visible.start && visible.end <= from + MAX_ROWS;
    let (count, length) = if are_in_page { (distance.min(ROWS_PER_FRAME), 1) } else { (distance.min(1), distance) };
    (1..=count).map(move |step| if from < to { from + step * length } else { from - step * length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_rows_and_some_around_them_are_always_in_the_page() {
        for total in [0, 1, MAX_ROWS, MAX_ROWS + 1, 999, 2_000] {
            for visible in 0..total {
                let rows = rows(start(visible, total), total);
                assert!(rows.len() <= MAX_ROWS, "{rows:?}");
                assert!(rows.start <= visible.saturating_sub(ROWS_BEFORE), "{visible} of {total}: {rows:?}");
                let until = (visible + ROWS_BEFORE).min(total);
                assert!(rows.end >= until, "{visible} of {total}: {rows:?}");
            }
        }
    }

    #[test]
    fn a_list_that_became_shorter_has_a_valid_window() {
        assert_eq!(rows(500, 3), 3..3);
    }

    #[test]
    fn the_window_moves_a_few_rows_per_frame_or_at_once_if_the_visible_rows_are_not_in_the_page() {
        let steps = |from, to, visible| steps(from, to, &visible).collect::<Vec<_>>();
        assert_eq!(steps(10, 10, 40..52), [0; 0]);
        // The pane is taller than the window.
        assert_eq!(steps(10, 10, 40..99), [0; 0]);
        assert_eq!(steps(10, 12, 42..54), [11, 12]);
        assert_eq!(steps(12, 10, 40..52), [11, 10]);
        assert_eq!(steps(30, 10, 40..52), [29, 28, 27]);
        // The list was scrolled to its end, and became longer.
        assert_eq!(steps(20, 58, 88..100), [21, 22, 23]);
        assert_eq!(steps(20, 59, 89..101), [59]);
        assert_eq!(steps(500, 0, 0..12), [0]);
    }
}
