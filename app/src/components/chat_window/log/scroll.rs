//! What part of the log one looks at. It stays where it is, whatever is added or taken away around it, unless one is at
//! the bottom: then the view follows what comes.

use charla::Seq;
use leptos::{html::Div, prelude::*, task::spawn_local};
use web_sys::HtmlDivElement;

use crate::{browser, chat::Place};

/// Within so many pixels of the bottom the view follows it; it stops beyond the second.
const FOLLOW_WITHIN: i32 = 120;
const FOLLOW_UNTIL: i32 = 200;
/// So close to an end, more is fetched there.
const FETCH_WITHIN: i32 = 250;
/// Who scrolls no further for so long reads.
const MOVING_MILLIS: u32 = 1_200;

#[derive(Debug, Clone, Copy)]
pub(super) struct ScrollManager {
    pub(super) log: NodeRef<Div>,
    pub(super) follows: RwSignal<bool>,
    /// The message at the upper edge, by the id of its element, and how far below the edge it begins.
    edge: StoredValue<Option<(String, f64)>>,
    /// Until one has stopped scrolling for a while.
    pub(super) is_moving: RwSignal<bool>,
    moves: StoredValue<u32>,
}

/// How near the view is to the ends of what is there.
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

    /// The element while the window is open: what happens a frame later may find it closed.
    pub(super) fn element(self) -> Option<HtmlDivElement> {
        self.log.try_get_untracked().flatten().filter(|_| !self.follows.is_disposed())
    }

    /// The reader has scrolled. In the past the bottom is not the newest.
    pub(super) fn scrolled(self, is_in_the_past: bool) -> Option<NearEnds> {
        let log = self.element()?;
        self.note_scrolling();
        let above_bottom = -log.scroll_top();
        let limit = if self.follows.get_untracked() { FOLLOW_UNTIL } else { FOLLOW_WITHIN };
        self.follows.set(!is_in_the_past && above_bottom < limit);
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
            // The window may be closed meanwhile.
            while let Some(moves) = self.moves.try_get_value().filter(|moves| before != Some(*moves)) {
                before = Some(moves);
                browser::pause(MOVING_MILLIS).await;
            }
            let _ = self.is_moving.try_set(false);
        });
    }

    /// What shows has changed: the view goes where the message at its edge has gone.
    pub(super) fn settle(self) {
        let Some(log) = self.element().filter(|_| !self.follows.get_untracked()) else { return };
        if let Some((id, was)) = self.edge.get_value()
            && let Some(is) = browser::place_of(&log, &format!("#{id}"))
        {
            log.scroll_by_with_x_and_y(0.0, is - was);
        }
        self.edge.set_value(browser::at_upper_edge(&log, ".bubble[id]"));
    }

    /// The message at the upper edge; `None` where the view follows what comes.
    pub(super) fn place(self) -> Option<Place> {
        let edge = self.edge.try_get_value().flatten().filter(|_| !self.follows.get_untracked());
        edge.and_then(|(id, offset)| Some(Place { seq: Seq(id.strip_prefix('m')?.parse().ok()?), offset }))
    }

    pub(super) fn go_to(self, place: Place) {
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
