//! Data that the page has loaded.

use super::{Client, OpenConversation};
use crate::{ChatPage, Conversation, Inbox, InboxPage, inbox::Folded};

impl Client {
    /// Takes the first page of the list.
    pub fn load_list(&mut self, page: InboxPage) {
        // If the result is stale, the next recovery fetches the list again.
        let _ = self.fold_list(page);
    }

    pub(super) fn fold_list(&mut self, page: InboxPage) -> Folded {
        self.learn_presence(&page.conversations);
        self.changes.inbox = true;
        let folded = match &mut self.inbox {
            Some(inbox) => inbox.refresh(page.conversations, page.stats),
            None => {
                self.inbox = Some(Inbox::new(self.me, page.conversations, page.stats));
                Folded::Done
            }
        };
        self.update_notifications();
        folded
    }

    /// Adds conversations from any part of the list.
    pub fn add_conversations(&mut self, page: Vec<Conversation>) {
        self.learn_presence(&page);
        self.change_list(|inbox| inbox.add(page));
    }

    /// Takes a page of a conversation: creates its timeline, or adds to it.
    pub fn load_conversation(&mut self, page: ChatPage) {
        self.learn_presence([&page.conversation]);
        if let Some(inbox) = &mut self.inbox {
            // The conversation may be far down in the list; its settings are needed anyway. A stale result is detected
            // in `show`.
            let _ = inbox.add(vec![page.conversation.clone()]);
            self.changes.inbox = true;
        }
        let id = page.conversation.id;
        match self.opened.get_mut(&id) {
            Some(opened) => opened.show(page.messages),
            None => drop(self.opened.insert(id, OpenConversation::new(self.me, page))),
        }
        self.changes.conversations.insert(id);
    }
}
