//! Where the user was in each conversation, kept for as long as the tab lives.

use std::collections::BTreeMap;

use charla::{Conversation, ConversationId, Inbox, Seq, Timeline};
use leptos::prelude::*;

use super::Chat;
use crate::browser::Listener;

/// A message, and how many pixels below the upper edge of the log it began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub seq: Seq,
    pub offset: f64,
}

/// By conversation, and by the message to which the address of the window leads.
#[derive(Debug, Default)]
pub(super) struct ScrollPositions {
    of_windows: BTreeMap<(ConversationId, Option<Seq>), Place>,
    /// The address shown now was reached by Back or Forward, and not by a link.
    is_traversed: bool,
}

impl Chat {
    /// Tells links from Back and Forward: a link to a message leads there, however often it was left. To be called before
    /// the router is made: browsers call listeners of the window in the order of their making, and what the router does
    /// when it hears of Back is done before the next one is called.
    pub fn follow_history(self) {
        let traverses = move |is_traversed| {
            self.places.update_value(|places| places.is_traversed = is_traversed);
        };
        Listener::new("popstate", move |_| traverses(true)).forget();
        Listener::new("click", move |_| traverses(false)).forget();
    }

    /// `None` at the bottom, where the view follows what comes.
    pub fn keep_place(self, id: ConversationId, around: Option<Seq>, place: Option<Place>) {
        self.places.update_value(|places| {
            // Whoever comes by a plain link comes back to wherever they were last.
            for window in [(id, around), (id, None)] {
                match place {
                    Some(place) => places.of_windows.insert(window, place),
                    None => places.of_windows.remove(&window),
                };
            }
        });
    }

    /// Where the window of this address opens, if the user was there before and nothing new is to be read.
    pub fn place(self, id: ConversationId, around: Option<Seq>) -> Option<Place> {
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
