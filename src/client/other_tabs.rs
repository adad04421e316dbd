//! Events from other tabs of the browser.

use super::Client;
use crate::{ClientId, ConversationId, Unsent};

impl Client {
    /// This tab has the lock and may send the messages of the conversation.
    pub fn locked(&mut self, id: ConversationId) {
        self.send_queue.locked(&mut self.out, id);
    }

    /// Takes the unsent messages that an earlier page left in the storage.
    pub fn restore(&mut self, unsent: Vec<Unsent>) {
        for unsent in unsent {
            self.put_unsent(unsent);
        }
        self.send_queue.deliver_all(&mut self.out);
    }

    /// Another tab has written this message, or changed its state.
    pub fn written_elsewhere(&mut self, unsent: Unsent) {
        self.put_unsent(unsent);
        // The tab in which it was written sends it; this tab does so if that one is closed.
        self.send_queue.keep_trying(&mut self.out);
    }

    /// Another tab has sent the message. It stays pending in the timeline until the stored message arrives.
    pub fn sent_elsewhere(&mut self, client_id: ClientId) {
        self.send_queue.removed_elsewhere(client_id);
        self.changes.outbox = true;
    }

    pub fn deleted_elsewhere(&mut self, id: ConversationId, client_id: ClientId) {
        self.send_queue.removed_elsewhere(client_id);
        self.changes.outbox = true;
        self.hide_unsent(id, client_id);
    }

    fn put_unsent(&mut self, unsent: Unsent) {
        let id = unsent.conversation;
        self.send_queue.restore(unsent);
        self.show_unsent(id);
    }
}
