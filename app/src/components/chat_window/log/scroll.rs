//! Manages the scroll position of the log. It stays at the same message when messages are added or removed, unless the
//! user is at the bottom: then the view follows new messages.

use charla::Seq;
use leptos::{html::Div, prelude::*, task::spawn_local};
use web_sys::HtmlDivElement;

use crate::{browser, chat::ScrollPosition};

/// The view starts to follow new messages within this many pixels of the bottom, and stops beyond the second value.
const FOLLOW_WITHIN: i32 = 120;
const FOLLOW_UNTIL: i32 = 200;
/// More messages are fetched within this many pixels of an end.
const FETCH_WITHIN: i32 = 250;
/// The user is assumed to scroll until this time without a scroll event.
const MOVING_MILLIS: u32 = 1_200;

#[derive(Debug, Clone, Copy)]
pub(super) struct ScrollManager {
    pub(super) log: NodeRef<Div>,
    pub(super) follows: RwSignal<bool>,
    /// The element id of the message at the upper edge, and its distance from the edge in pixels.
    edge: StoredValue<Option<(String, f64)>>,
    /// Whether the user is scrolling.
    pub(super) is_moving: RwSignal<bool>,
    moves: StoredValue<u32>,
}

/// Whether the view is near an end of the loaded messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NearEnds {
    pub(super) to_oldest: bool,
    pub(super) to_newest: bool,
}

impl ScrollManager {
    pub(super) fn new(follows: bool) -> Self {
        Self {
            log: NodeRef::new(),
            follows: RwSignal::new(follows),
            edge: StoredValue::new(None),
            is_moving: RwSignal::new(false),
            moves: StoredValue::new(0),
        }
    }

    /// Returns the element; `None` if the window was closed, which may happen before a callback of the next frame.
    pub(super) fn element(self) -> Option<HtmlDivElement> {
        self.log.try_get_untracked().flatten().filter(|_| !self.follows.is_disposed())
    }

    /// Handles a scroll event. The view does not follow in the past, where the bottom is not the newest message.
    pub(super) fn scrolled(self, shows_older_part: bool) -> Option<NearEnds> {
        let log = self.element()?;
        self.note_scrolling();
        let above_bottom = -log.scroll_top();
        let limit = if self.follows.get_untracked() { FOLLOW_UNTIL } else { FOLLOW_WITHIN };
        self.follows.set(!shows_older_part && above_bottom < limit);
        self.edge.set_value(browser::at_upper_edge(&log, ".bubble[id]"));
        let below_top = log.scroll_height() - log.client_height() - above_bottom;
        Some(NearEnds { to_oldest: below_top < FETCH_WITHIN, to_newest: above_bottom < FETCH_WITHIN })
    }

    fn note_scrolling(self) {
        self.moves.update_value(|moves| *moves = moves.wrapping_add(1));
        if self.is_moving.get_untracked() {
            return;
        }
        self.is_moving.set(true);
        spawn_local(async move {
            let mut before = None;
            // The window may be closed during the pause.
            while let Some(moves) = self.moves.try_get_value().filter(|moves| before != Some(*moves)) {
                before = Some(moves);
                browser::pause(MOVING_MILLIS).await;
            }
            let _ = self.is_moving.try_set(false);
        });
    }

    /// Restores the scroll position after the messages have changed: the message at the upper edge stays in place.
    pub(super) fn settle(self) {
        let Some(log) = self.element().filter(|_| !self.follows.get_untracked()) else { return };
        if let Some((id, was)) = self.edge.get_value()
            && let Some(is) = browser::place_of(&log, &format!("#{id}"))
        {
            log.scroll_by_with_x_and_y(0.0, is - was);
        }
        self.edge.set_value(browser::at_upper_edge(&log, ".bubble[id]"));
    }

    /// Returns the position to save; `None` if the view follows new messages.
    pub(super) fn place(self) -> Option<ScrollPosition> {
        let edge = self.edge.try_get_value().flatten().filter(|_| !self.follows.get_untracked());
        edge.and_then(|(id, offset)| Some(ScrollPosition { seq: Seq(id.strip_prefix('m')?.parse().ok()?), offset }))
    }

    pub(super) fn go_to(self, place: ScrollPosition) {
        self.edge.set_value(Some((format!("m{}", place.seq), place.offset)));
        self.settle();
    }

    pub(super) fn to_bottom(self) {
        self.follows.set(true);
        if let Some(log) = self.element() {
            log.set_scroll_top(0);
        }
    }
}
