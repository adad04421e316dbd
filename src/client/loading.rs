//! Data that the page has loaded.

use super::{Client, OpenConversation};
use crate::{ChatPage, Conversation, Inbox, InboxPage, inbox::InboxUpdate};

impl Client {
    /// Takes the first page of the list.
    pub fn load_list(&mut self, page: InboxPage) {
        // If the result is stale, the next recovery fetches the list again.
        let _ = self.fold_list(page);
    }

    pub(super) fn fold_list(&mut self, mut page: InboxPage) -> InboxUpdate {
        self.prepare(&mut page.conversations);
        self.changes.inbox = true;
        let update = match &mut self.inbox {
            Some(inbox) => inbox.refresh(page.conversations, page.stats),
            None => {
                self.inbox = Some(Inbox::new(self.me, page.conversations, page.stats));
                InboxUpdate::Done
            }
        };
        self.update_notifications();
        update
    }

    /// Adds conversations from any part of the list.
    pub fn add_conversations(&mut self, mut page: Vec<Conversation>) {
        self.prepare(&mut page);
        self.change_list(|inbox| inbox.add(page));
    }

    /// Takes a page of a conversation: creates its timeline, or adds to it.
    pub fn load_conversation(&mut self, mut page: ChatPage) {
        self.prepare(std::slice::from_mut(&mut page.conversation));
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
        self.changes.conversations.insert(id, ());
    }

    /// Takes from fetched conversations when users were last seen, and adds the changes of settings that are still on their
    /// way to the server: these show until they are answered.
    pub(super) fn prepare(&mut self, fetched: &mut [Conversation]) {
        self.learn_presence(&*fetched);
        for conversation in fetched {
            let last_seq = conversation.last_seq();
            conversation.settings = self.setting_changes.shown(conversation.id, conversation.settings, last_seq);
        }
    }
}
