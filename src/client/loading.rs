//! Data that the page has loaded.

use super::{Client, OpenConversation};
use crate::{ChatPage, Conversation, Inbox, InboxPage, inbox::Folded};

impl Client {
    // What the page has loaded.

    /// The first page of the list, loaded now.
    pub fn load_list(&mut self, page: InboxPage) {
        // Where it does not fit what is held, the next recovery mends that.
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

    /// Some of the list, from anywhere.
    pub fn add_conversations(&mut self, page: Vec<Conversation>) {
        self.learn_presence(&page);
        self.change_list(|inbox| inbox.add(page));
    }

    /// A page of a conversation: begins its timeline, or adds to it.
    pub fn load_conversation(&mut self, page: ChatPage) {
        self.learn_presence([&page.conversation]);
        if let Some(inbox) = &mut self.inbox {
            // It may be far down in the list: its settings show all the same. Where neither is later, `show` sees it.
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
