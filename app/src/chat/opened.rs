//! A conversation that was opened in this tab, as the page shows it.

use charla::{Conversation, Seq, Timeline, client::OpenConversation};
use leptos::prelude::*;

use super::Chat;

#[derive(Debug, Clone)]
pub struct Opened {
    /// As it was when it was opened.
    pub conversation: Conversation,
    chat: Chat,
    changed: ArcRwSignal<()>,
}

impl Opened {
    pub(super) const fn new(chat: Chat, conversation: Conversation, changed: ArcRwSignal<()>) -> Self {
        Self { conversation, chat, changed }
    }

    /// Up to the newest message, with what is not sent yet; reactively.
    pub fn with_timeline<T>(&self, read: impl FnOnce(&Timeline) -> T) -> T {
        self.with(|opened| read(opened.timeline()))
    }

    /// What the log shows, reactively.
    pub fn with_shown<T>(&self, read: impl FnOnce(&Timeline) -> T) -> T {
        self.with(|opened| read(opened.shown()))
    }

    /// Whether it is held where the user reads now.
    pub fn shows(&self, seq: Seq) -> bool {
        untrack(|| self.with(|opened| opened.shows(seq)))
    }

    /// Whether what shows is long before the newest messages; reactively.
    pub fn is_in_the_past(&self) -> bool {
        self.with(OpenConversation::is_in_the_past)
    }

    fn with<T>(&self, read: impl FnOnce(&OpenConversation) -> T) -> T {
        self.changed.track();
        self.chat.client.with_value(|client| {
            read(client.opened(self.conversation.id).expect("an opened conversation stays in its tab"))
        })
    }
}
