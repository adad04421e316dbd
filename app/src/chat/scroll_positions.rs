//! Scroll positions of each conversation, kept for the life of the tab.

use charla::{Conversation, ConversationId, Inbox, Seq, Timeline};
use leptos::prelude::*;
use litemap::LiteMap;

use super::Chat;
use crate::browser::Listener;

/// A message, and its distance from the upper edge of the log in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScrollPosition {
    pub seq: Seq,
    pub offset: f64,
}

/// Positions by conversation and by the message that the address points to.
#[derive(Debug, Default)]
pub(super) struct ScrollPositions {
    of_windows: LiteMap<(ConversationId, Option<Seq>), ScrollPosition>,
    /// The current address was reached by Back or Forward, not by a link.
    is_traversed: bool,
}

impl Chat {
    /// Distinguishes links from Back and Forward, because a link to a message must always lead to it. Must be called
    /// before the router is created: browsers call listeners of the window in the order of registration, and the router
    /// renders the new page within its own listener.
    pub fn watch_history(self) {
        let traverses = move |is_traversed| {
            self.places.update_value(|places| places.is_traversed = is_traversed);
        };
        Listener::new("popstate", move |_| traverses(true)).forget();
        Listener::new("click", move |_| traverses(false)).forget();
    }

    /// Saves the position; `place` is `None` at the bottom, where the view follows new messages.
    pub fn keep_place(self, id: ConversationId, around: Option<Seq>, place: Option<ScrollPosition>) {
        self.places.update_value(|places| {
            // A link without a message leads to the last position of any address.
            for window in [(id, around), (id, None)] {
                match place {
                    Some(place) => places.of_windows.insert(window, place),
                    None => places.of_windows.remove(&window),
                };
            }
        });
    }

    /// Returns the saved position for this address, if the user returns to it and there is nothing unread.
    pub fn place(self, id: ConversationId, around: Option<Seq>) -> Option<ScrollPosition> {
        let place = self.places.with_value(|places| {
            let is_back = around.is_none() || places.is_traversed;
            places.of_windows.get(&(id, around)).copied().filter(|_| is_back)
        })?;
        (around.is_some() || !self.has_unread(id)).then_some(place)
    }

    fn has_unread(self, id: ConversationId) -> bool {
        let is_unread = |held: &Conversation| held.unread_count > 0 || held.settings.is_marked_unread;
        let listed = untrack(|| self.with_inbox(|inbox: &Inbox| inbox.find(id).is_some_and(is_unread)));
        let unread = |timeline: &Timeline| timeline.unread().next().is_some();
        listed == Some(true) || self.opened(id).is_some_and(|opened| untrack(|| opened.with_timeline(unread)))
    }
}
