//! As `history.rs`.

use charla::{ConversationId, Message, Page, PageRequest, PageStart, Seq, Timeline, limits};

use super::{Opened, Tab, answers::Answer};

const HELD: usize = 400;
const NEWEST: usize = limits::PAGE_DEFAULT as usize;

impl Tab {
    /// The page before the oldest message that shows.
    pub async fn fetch_older(&mut self, id: ConversationId) {
        let Some(opened) = self.opened.get(&id) else { return };
        let (oldest, has_older) = (opened.shown().oldest(), opened.shown().has_older());
        if has_older {
            let page = self.messages(id, PageRequest::before(oldest)).await;
            self.answers.push_back(Answer::Older(id, page));
        }
    }

    pub(super) fn older(&mut self, id: ConversationId, page: Page<Message>) {
        let Some(opened) = self.opened.get_mut(&id) else { return };
        if let Some(past) = &mut opened.past {
            if past.adjoins(&page) {
                past.add_page(page);
                past.keep_oldest(HELD);
            }
        } else if opened.timeline.adjoins(&page) {
            opened.timeline.add_page(page);
            if opened.timeline.len() > HELD {
                leave_the_newest(opened);
            }
        }
    }

    /// The page after the newest message that shows, where that is long before the newest there is.
    pub async fn fetch_newer(&mut self, id: ConversationId) {
        let Some(past) = self.opened.get(&id).and_then(|opened| opened.past.as_ref()) else { return };
        let request = PageRequest { from: PageStart::After(past.newest()), ..PageRequest::newest() };
        let page = self.messages(id, request).await;
        self.answers.push_back(Answer::Newer(id, page));
    }

    pub(super) fn newer(&mut self, id: ConversationId, page: Page<Message>) {
        let Some(opened) = self.opened.get_mut(&id) else { return };
        let Some(shown) = opened.past.as_mut().filter(|past| past.adjoins(&page)) else { return };
        shown.add_page(page);
        shown.keep_newest(HELD);
        if shown.newest().next() >= opened.timeline.oldest() {
            let reached = opened.past.take().expect("the past");
            reached.messages().for_each(|message| opened.timeline.insert(message.clone()));
            opened.timeline.keep_newest(HELD);
        }
    }

    /// Shows this message with what is around it.
    pub async fn go_to(&mut self, id: ConversationId, seq: Seq) {
        if self.opened.get(&id).is_some_and(|opened| opened.shown().find(seq).is_none()) {
            let page = self.messages(id, PageRequest::around(seq)).await;
            self.answers.push_back(Answer::Around(id, page));
        }
    }

    pub(super) fn go_to_newest(&mut self, id: ConversationId) {
        let Some(opened) = self.opened.get_mut(&id) else { return };
        opened.past = None;
        if opened.timeline.len() > HELD {
            opened.timeline.keep_newest(HELD);
        }
    }
}

/// One has gone back so far that the newest are no longer held beside what one reads.
fn leave_the_newest(opened: &mut Opened) {
    let empty = Page { results: Vec::new(), count: 0, page: 1, limit: limits::PAGE_DEFAULT };
    let mut past: Timeline = opened.timeline.elsewhere(empty);
    opened.timeline.messages().for_each(|message| past.insert(message.clone()));
    past.keep_oldest(HELD);
    opened.past = Some(past);
    opened.timeline.keep_newest(NEWEST);
}
