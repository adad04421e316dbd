//! A conversation that was opened in this tab. No more than [`HELD`] messages of it are held at once: what is far from
//! where the user reads is forgotten, and fetched again when the user comes back.

use crate::{
    ChatPage, Conversation, Message, Page, PageRequest, PageStart, ReadCursor, Seq, ServerEvent, Timeline, UserId,
    limits,
};

/// Messages.
pub const HELD: usize = 400;

/// Of the newest, so many are kept while the user reads the past.
const NEWEST: usize = limits::PAGE_DEFAULT as usize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenConversation {
    /// As it was when it was opened.
    conversation: Conversation,
    /// Up to the newest message, with what is not sent yet.
    timeline: Timeline,
    /// What is read instead, where that is long before.
    past: Option<Timeline>,
}

impl OpenConversation {
    /// A page that does not reach the newest message is of the past.
    #[must_use]
    pub fn new(me: UserId, page: ChatPage) -> Self {
        let ChatPage { conversation, messages } = page;
        let results = conversation.last_message.iter().cloned().collect();
        let newest = Page { results, count: messages.count, page: 1, limit: 1 };
        let timeline = Timeline::new(me, &conversation, newest);
        let mut opened = Self { conversation, timeline, past: None };
        opened.show(messages);
        opened
    }

    #[must_use]
    pub const fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    #[must_use]
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What the log shows.
    #[must_use]
    pub fn shown(&self) -> &Timeline {
        self.past.as_ref().unwrap_or(&self.timeline)
    }

    #[must_use]
    pub const fn is_in_the_past(&self) -> bool {
        self.past.is_some()
    }

    /// Whether this message is held where the user reads now.
    #[must_use]
    pub fn shows(&self, seq: Seq) -> bool {
        self.shown().find(seq).is_some()
    }

    /// A page from anywhere in the conversation.
    pub(super) fn show(&mut self, page: Page<Message>) {
        if self.timeline.adjoins(&page) {
            self.timeline.add_page(page);
            self.past = None;
        } else {
            self.past = Some(self.timeline.elsewhere(page));
        }
    }

    pub(super) fn apply(&mut self, event: &ServerEvent) {
        self.timeline.apply(event);
        if let ServerEvent::Changed { .. } | ServerEvent::Read { .. } = event {
            self.past.iter_mut().for_each(|past| past.apply(event));
        }
    }

    pub(super) fn read(&mut self, cursors: &[ReadCursor]) {
        for cursor in cursors {
            self.timeline.read(cursor.user, cursor.read_seq);
        }
    }

    pub(super) const fn timeline_mut(&mut self) -> &mut Timeline {
        &mut self.timeline
    }

    /// What follows the newest message that is held.
    pub(super) fn add_newest(&mut self, page: Page<Message>) {
        self.timeline.add_page(page);
    }

    pub(super) fn restart(&mut self, page: ChatPage) {
        self.past = None;
        self.timeline.restart(&page.conversation, page.messages);
    }

    /// `None` where there are no older messages than those that show.
    pub(super) fn older(&self) -> Option<PageRequest> {
        let shown = self.shown();
        shown.has_older().then(|| PageRequest::before(shown.oldest()))
    }

    /// What shows may have been left meanwhile, cut, or begun anew: then the page is of no use.
    pub(super) fn add_older(&mut self, page: Page<Message>) {
        if let Some(past) = &mut self.past {
            if past.adjoins(&page) {
                past.add_page(page);
                past.keep_oldest(HELD);
            }
        } else if self.timeline.adjoins(&page) {
            self.timeline.add_page(page);
            if self.timeline.len() > HELD {
                self.leave_the_newest();
            }
        }
    }

    /// `None` where the newest messages show.
    pub(super) fn newer(&self) -> Option<PageRequest> {
        let past = self.past.as_ref()?;
        Some(PageRequest { from: PageStart::After(past.newest()), ..PageRequest::newest() })
    }

    pub(super) fn add_newer(&mut self, page: Page<Message>) {
        let Some(past) = self.past.as_mut().filter(|past| past.adjoins(&page)) else { return };
        past.add_page(page);
        past.keep_newest(HELD);
        if past.newest().next() >= self.timeline.oldest()
            && let Some(past) = self.past.take()
        {
            past.messages().for_each(|message| self.timeline.insert(message.clone()));
            self.timeline.keep_newest(HELD);
        }
    }

    pub(super) fn show_newest(&mut self) {
        self.past = None;
        if self.timeline.len() > HELD {
            self.timeline.keep_newest(HELD);
        }
    }

    /// The user has gone back so far that the newest are no longer held beside what shows.
    fn leave_the_newest(&mut self) {
        let mut past = self.timeline.elsewhere(Page { results: Vec::new(), count: 0, page: 1, limit: 0 });
        self.timeline.messages().for_each(|message| past.insert(message.clone()));
        past.keep_oldest(HELD);
        self.past = Some(past);
        self.timeline.keep_newest(NEWEST);
    }
}
