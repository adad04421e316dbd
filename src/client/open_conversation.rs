//! A conversation that was opened in this tab. A bounded part of it is in memory, at most three times [`MAX_HELD`] messages:
//! those far from the reading position are dropped, and fetched again when the user scrolls back.

use std::iter;

use crate::{
    ChatPage, Conversation, Message, Page, PageRequest, PageStart, ReadCursor, Seq, ServerEvent, Timeline, UserId,
    limits,
};

/// Messages in one part of the conversation, at most; twice as many while messages arrive that the user does not see.
pub const MAX_HELD: usize = 400;

/// Newest messages kept while the user reads older history.
const NEWEST: usize = limits::PAGE_DEFAULT as usize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenConversation {
    /// The conversation as it was when it was opened.
    conversation: Conversation,
    /// The newest messages, and the unsent ones.
    timeline: Timeline,
    /// Older messages that the log shows, if they do not adjoin the newest ones.
    past: Option<Timeline>,
}

impl OpenConversation {
    /// If the page does not adjoin the newest message, the log shows it as the past.
    pub fn new(me: UserId, page: ChatPage) -> Self {
        let ChatPage { conversation, messages } = page;
        let results = conversation.last_message.iter().cloned().collect();
        let newest = Page { results, count: messages.count, page: 1, limit: 1 };
        let timeline = Timeline::new(me, &conversation, newest);
        let mut opened = Self { conversation, timeline, past: None };
        opened.show(messages);
        opened
    }

    pub const fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Returns the messages that the log shows.
    pub fn shown(&self) -> &Timeline {
        self.past.as_ref().unwrap_or(&self.timeline)
    }

    pub const fn shows_older_part(&self) -> bool {
        self.past.is_some()
    }

    /// Whether the shown part contains this message.
    pub fn shows(&self, seq: Seq) -> bool {
        self.shown().find(seq).is_some()
    }

    /// Shows a page from any part of the conversation.
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
        if self.timeline.len() > 2 * MAX_HELD {
            self.trim_unseen();
        }
        if let ServerEvent::Changed { .. } | ServerEvent::Read { .. } = event {
            self.past.iter_mut().for_each(|past| past.apply(event));
        }
    }

    pub(super) fn read(&mut self, cursors: &[ReadCursor]) {
        for timeline in iter::once(&mut self.timeline).chain(&mut self.past) {
            cursors.iter().for_each(|cursor| timeline.read(cursor.user, cursor.read_seq));
        }
    }

    pub(super) const fn timeline_mut(&mut self) -> &mut Timeline {
        &mut self.timeline
    }

    /// Adds a page that follows the newest message.
    pub(super) fn add_newest(&mut self, page: Page<Message>) {
        self.timeline.add_page(page);
    }

    pub(super) fn restart(&mut self, page: ChatPage) {
        self.past = None;
        self.timeline.restart(&page.conversation, page.messages);
    }

    /// Returns the request for the page before the shown part; `None` if there are no older messages.
    pub(super) fn older(&self) -> Option<PageRequest> {
        let shown = self.shown();
        shown.has_older().then(|| PageRequest::before(shown.oldest()))
    }

    /// Adds a page before the shown part. A page that no longer adjoins it is ignored: the shown part may have changed
    /// since the request.
    pub(super) fn add_older(&mut self, page: Page<Message>) {
        if let Some(past) = &mut self.past {
            if past.adjoins(&page) {
                past.add_page(page);
                past.keep_oldest(MAX_HELD);
            }
        } else if self.timeline.adjoins(&page) {
            self.timeline.add_page(page);
            if self.timeline.len() > MAX_HELD {
                self.detach_from_newest();
            }
        }
    }

    /// Returns the request for the page after the shown part; `None` if the newest messages are shown.
    pub(super) fn newer(&self) -> Option<PageRequest> {
        let past = self.past.as_ref()?;
        Some(PageRequest { from: PageStart::After(past.newest()), ..PageRequest::newest() })
    }

    pub(super) fn add_newer(&mut self, page: Page<Message>) {
        let Some(past) = self.past.as_mut().filter(|past| past.adjoins(&page)) else { return };
        past.add_page(page);
        past.keep_newest(MAX_HELD);
        if past.newest().next() >= self.timeline.oldest()
            && let Some(past) = self.past.take()
        {
            past.messages().for_each(|message| self.timeline.insert(message.clone()));
            self.timeline.keep_newest(MAX_HELD);
        }
    }

    pub(super) fn show_newest(&mut self) {
        self.past = None;
        if self.timeline.len() > MAX_HELD {
            self.timeline.keep_newest(MAX_HELD);
        }
    }

    /// The user sees the newest messages.
    pub(super) fn trim_seen(&mut self) {
        if self.past.is_none() && self.timeline.len() > MAX_HELD {
            self.timeline.keep_newest(MAX_HELD);
        }
    }

    /// Many messages have arrived that the user has not seen: the user reads older ones, or another conversation.
    fn trim_unseen(&mut self) {
        if self.past.is_some() {
            self.timeline.keep_newest(NEWEST);
        } else {
            self.detach_from_newest();
        }
    }

    /// Moves the shown messages to the past: the user has scrolled so far back that the newest cannot be kept beside
    /// them.
    fn detach_from_newest(&mut self) {
        let mut past = self.timeline.elsewhere(Page { results: Vec::new(), count: 0, page: 1, limit: 0 });
        self.timeline.messages().for_each(|message| past.insert(message.clone()));
        past.keep_oldest(MAX_HELD);
        self.past = Some(past);
        self.timeline.keep_newest(NEWEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConversationId, ConversationSettings, MessageId, Revision, Timestamp};

    #[test]
    fn fetched_read_cursors_also_show_in_older_history() {
        let (me, other) = (UserId(1), UserId(2));
        let message = |seq: i64| Message::plain(MessageId(seq), ConversationId(1), Seq(seq), me, "hello");
        let conversation = Conversation {
            id: ConversationId(1),
            participants: Vec::new(),
            created_at: Timestamp::default(),
            last_message: Some(message(300)),
            unread_count: 0,
            read_cursors: Vec::new(),
            roles: Vec::new(),
            last_seen: Vec::new(),
            revision: Revision::START,
            settings: ConversationSettings::default(),
        };
        let messages = Page { results: (1..=50).map(message).collect(), count: 300, page: 1, limit: 50 };
        let mut opened = OpenConversation::new(me, ChatPage { conversation, messages });
        assert!(opened.shows_older_part());

        opened.read(&[ReadCursor { user: other, read_seq: Seq(40) }]);
        assert_eq!(opened.shown().read_seq_of(other), Seq(40));
        assert_eq!(opened.timeline().read_seq_of(other), Seq(40));
    }
}
