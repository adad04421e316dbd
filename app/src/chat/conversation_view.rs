//! Reactive access to a conversation that was opened in this tab.

use charla::{Conversation, Seq, Timeline, client::OpenConversation};
use leptos::prelude::*;

use super::Chat;

#[derive(Debug, Clone)]
pub struct ConversationView {
    /// The conversation as it was when it was opened.
    pub conversation: Conversation,
    chat: Chat,
    changed: ArcRwSignal<()>,
}

impl ConversationView {
    pub(super) const fn new(chat: Chat, conversation: Conversation, changed: ArcRwSignal<()>) -> Self {
        Self { conversation, chat, changed }
    }

    /// Reads the newest messages and the unsent ones. Reactive.
    pub fn with_timeline<T>(&self, read: impl FnOnce(&Timeline) -> T) -> T {
        self.with(|opened| read(opened.timeline()))
    }

    /// Reads the messages that the log shows. Reactive.
    pub fn with_shown<T>(&self, read: impl FnOnce(&Timeline) -> T) -> T {
        self.with(|opened| read(opened.shown()))
    }

    /// Whether the log shows this message. Not reactive.
    pub fn shows(&self, seq: Seq) -> bool {
        untrack(|| self.with(|opened| opened.shows(seq)))
    }

    /// Whether the log shows older messages that do not adjoin the newest ones. Reactive.
    pub fn shows_older_part(&self) -> bool {
        self.with(OpenConversation::shows_older_part)
    }

    fn with<T>(&self, read: impl FnOnce(&OpenConversation) -> T) -> T {
        self.changed.track();
        self.chat
            .read(|client| read(client.opened(self.conversation.id).expect("an opened conversation stays in its tab")))
    }
}
