//! Going through a long conversation. No more than [`HELD`] messages of it are held at once: what is far from
//! where one reads is forgotten, and fetched again when one comes back.

use charla::{ConversationId, PageRequest, PageStart, Seq, Timeline, limits};
use leptos::prelude::*;

use super::{Chat, Opened};
use crate::{failure::Failure, functions};

pub const HELD: usize = 400;

/// Kept of the newest while one reads the past.
const NEWEST: usize = limits::PAGE_DEFAULT as usize;

impl Chat {
    /// The page before the oldest message that shows.
    pub async fn fetch_older(self, id: ConversationId) -> Result<(), Failure> {
        let Some(opened) = self.opened(id) else { return Ok(()) };
        let (oldest, has_older) = untrack(|| opened.with_shown(|shown| (shown.oldest(), shown.has_older())));
        if !has_older {
            return Ok(());
        }
        let page = functions::messages(id, PageRequest::before(oldest)).await?;
        if opened.past.with_untracked(Option::is_some) {
            opened.past.update(|past| {
                // It may have been left meanwhile, for another part.
                if let Some(past) = past.as_mut().filter(|past| past.adjoins(&page)) {
                    past.add_page(page);
                    past.keep_oldest(HELD);
                }
            });
            return Ok(());
        }
        // Meanwhile it may have been cut, or begun anew.
        if !opened.timeline.with_untracked(|timeline| timeline.adjoins(&page)) {
            return Ok(());
        }
        opened.timeline.update(|timeline| timeline.add_page(page));
        if opened.timeline.with_untracked(Timeline::len) > HELD {
            leave_the_newest(&opened);
        }
        Ok(())
    }

    /// The page after the newest message that shows, where that is long before the newest there is.
    pub async fn fetch_newer(self, id: ConversationId) -> Result<(), Failure> {
        let Some(opened) = self.opened(id) else { return Ok(()) };
        let Some(newest) = opened.past.with_untracked(|past| past.as_ref().map(Timeline::newest)) else {
            return Ok(());
        };
        let request = PageRequest { from: PageStart::After(newest), ..PageRequest::newest() };
        let page = functions::messages(id, request).await?;
        let mut reached = None;
        opened.past.update(|past| {
            let Some(shown) = past.as_mut().filter(|past| past.adjoins(&page)) else { return };
            shown.add_page(page);
            shown.keep_newest(HELD);
            if shown.newest().next() >= opened.timeline.with_untracked(Timeline::oldest) {
                reached = past.take();
            }
        });
        if let Some(reached) = reached {
            opened.timeline.update(|timeline| {
                reached.messages().for_each(|message| timeline.insert(message.clone()));
                timeline.keep_newest(HELD);
            });
        }
        Ok(())
    }

    /// Shows this message with what is around it.
    pub async fn go_to(self, id: ConversationId, seq: Seq) -> Result<(), Failure> {
        let Some(opened) = self.opened(id) else { return Ok(()) };
        if !opened.shows(seq) {
            let page = functions::messages(id, PageRequest::around(seq)).await?;
            opened.show(page);
        }
        Ok(())
    }

    pub fn go_to_newest(self, id: ConversationId) {
        let Some(opened) = self.opened(id) else { return };
        if opened.past.with_untracked(Option::is_some) {
            opened.past.set(None);
        }
        if opened.timeline.with_untracked(Timeline::len) > HELD {
            opened.timeline.update(|timeline| timeline.keep_newest(HELD));
        }
    }
}

/// One has gone back so far that the newest are no longer held beside what one reads.
fn leave_the_newest(opened: &Opened) {
    let mut past = opened.timeline.with_untracked(|timeline| timeline.elsewhere(empty()));
    opened.timeline.with_untracked(|timeline| timeline.messages().for_each(|message| past.insert(message.clone())));
    past.keep_oldest(HELD);
    opened.past.set(Some(past));
    opened.timeline.update(|timeline| timeline.keep_newest(NEWEST));
}

const fn empty() -> charla::Page<charla::Message> {
    charla::Page { results: Vec::new(), count: 0, page: 1, limit: limits::PAGE_DEFAULT }
}
