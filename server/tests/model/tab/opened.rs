//! As `opened.rs`.

use app::functions::ChatPage;
use charla::{Conversation, Message, Page, ServerEvent, Timeline, UserId};

/// A conversation that was opened in this tab.
pub struct Opened {
    /// As it was when it was opened.
    pub conversation: Conversation,
    /// Up to the newest message, with what is not sent yet.
    pub timeline: Timeline,
    /// What is read instead, where that is long before.
    pub past: Option<Timeline>,
}

impl Opened {
    /// A page that does not reach the newest message is of the past.
    pub(super) fn new(me: UserId, page: ChatPage) -> Self {
        let ChatPage { conversation, messages } = page;
        let results = conversation.last_message.iter().cloned().collect();
        let newest = Page { results, count: messages.count, page: 1, limit: 1 };
        let timeline = Timeline::new(me, &conversation, newest);
        let mut opened = Self { conversation, timeline, past: None };
        opened.show(messages);
        opened
    }

    /// Another page of it, from anywhere.
    pub(super) fn show(&mut self, page: Page<Message>) {
        if self.timeline.adjoins(&page) {
            self.timeline.add_page(page);
            self.past = None;
        } else {
            self.past = Some(self.timeline.elsewhere(page));
        }
    }

    /// What the log shows.
    pub fn shown(&self) -> &Timeline {
        self.past.as_ref().unwrap_or(&self.timeline)
    }

    pub(super) fn apply(&mut self, event: &ServerEvent) {
        self.timeline.apply(event);
        if let ServerEvent::Changed { .. } | ServerEvent::Read { .. } = event {
            self.past.iter_mut().for_each(|past| past.apply(event));
        }
    }
}
