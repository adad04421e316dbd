//! As `delivery.rs`.

use charla::{ClientEvent, ClientId, ConversationId, Quote, Timestamp, Unsent};

use super::Tab;

impl Tab {
    /// `reply_to`: the message that it answers. Under which id it goes out.
    pub fn send(&mut self, id: ConversationId, content: String, reply_to: Option<Quote>) -> ClientId {
        let client_id = ClientId::generate();
        let mut unsent = Unsent::new(client_id, id, content, Timestamp::default());
        unsent.reply_to = reply_to;
        if let Some(opened) = self.opened.get_mut(&id) {
            opened.timeline.put_pending(unsent.pending());
        }
        self.outbox.write(unsent).expect("room in the outbox");
        self.deliver(id);
        client_id
    }

    /// What waits in any conversation, opened in this tab or not.
    pub(super) fn deliver_all(&mut self) {
        for id in self.outbox.due() {
            self.deliver(id);
        }
    }

    /// One at a time in each conversation.
    pub(super) fn deliver(&mut self, id: ConversationId) {
        let Some(unsent) = self.outbox.next(id).filter(|_| self.is_connected()).cloned() else { return };
        if self.delivering.insert(id) {
            let Unsent { client_id, conversation, content, reply_to, .. } = unsent;
            let reply_to = reply_to.map(|quote| quote.seq);
            self.say(&ClientEvent::Send { conversation, content, client_id, reply_to });
        }
    }
}
