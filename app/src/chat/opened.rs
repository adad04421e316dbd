//! A conversation that was opened in this tab.

use charla::{Conversation, Message, Page, Seq, ServerEvent, Timeline, UserId};
use leptos::prelude::*;

use crate::functions::ChatPage;

/// Who is in it, as it was when it was opened; what is said in it, as it is.
#[derive(Debug, Clone)]
pub struct Opened {
    pub conversation: Conversation,
    /// Up to the newest message, with what is not sent yet.
    pub timeline: ArcRwSignal<Timeline>,
    /// What is read instead, where that is long before.
    pub past: ArcRwSignal<Option<Timeline>>,
}

impl Opened {
    /// A page that does not reach the newest message is of the past.
    pub(super) fn new(me: UserId, page: ChatPage) -> Self {
        let ChatPage { conversation, messages } = page;
        let newest = Page {
            results: conversation.last_message.iter().cloned().collect(),
            count: messages.count,
            page: 1,
            limit: 1,
        };
        let mut timeline = Timeline::new(me, &conversation, newest);
        let mut past = None;
        if timeline.adjoins(&messages) {
            timeline.add_page(messages);
        } else {
            past = Some(timeline.elsewhere(messages));
        }
        Self { conversation, timeline: ArcRwSignal::new(timeline), past: ArcRwSignal::new(past) }
    }

    /// Another page of it, from anywhere.
    pub(super) fn show(&self, page: Page<Message>) {
        if self.timeline.with_untracked(|timeline| timeline.adjoins(&page)) {
            self.timeline.update(|timeline| timeline.add_page(page));
            self.past.set(None);
        } else {
            self.past.set(Some(self.timeline.with_untracked(|timeline| timeline.elsewhere(page))));
        }
    }

    /// What the log shows, reactively.
    pub fn with_shown<T>(&self, read: impl FnOnce(&Timeline) -> T) -> T {
        self.past.with(|past| match past {
            Some(past) => read(past),
            None => self.timeline.with(read),
        })
    }

    /// Whether it is held where one reads now.
    pub fn shows(&self, seq: Seq) -> bool {
        untrack(|| self.with_shown(|shown| shown.find(seq).is_some()))
    }

    /// Reactively.
    pub fn is_in_the_past(&self) -> bool {
        self.past.with(Option::is_some)
    }

    pub(super) fn apply(&self, event: &ServerEvent) {
        self.timeline.update(|timeline| timeline.apply(event));
        if matches!(event, ServerEvent::Changed { .. } | ServerEvent::Read { .. }) && untrack(|| self.is_in_the_past())
        {
            self.past.update(|past| past.iter_mut().for_each(|past| past.apply(event)));
        }
    }
}
