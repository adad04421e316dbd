//! Reading: a message is read once somebody looks at it.

use charla::{ConversationId, Seq, Timeline};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::functions;

impl Chat {
    /// Everything up to the newest message of this conversation has been on the screen of somebody
    /// who looks. Costs nothing where it was read before.
    pub fn seen(self, id: ConversationId) {
        let Some(timeline) = self.timeline(id) else { return };
        let Some(newest) = timeline.with_untracked(|timeline| self.newest_unread(timeline)) else { return };
        timeline.update(|timeline| timeline.read(self.me, newest));
        // Should it fail, the next look tells it again: the answer to a recovery resets nothing.
        spawn_local(async move {
            if functions::mark_read(id, newest).await.is_err() {
                self.recover();
            }
        });
    }

    fn newest_unread(self, timeline: &Timeline) -> Option<Seq> {
        let newest = timeline.messages().rev().find(|message| message.sender_id != self.me)?.seq;
        (newest > timeline.read_seq_of(self.me)).then_some(newest)
    }
}
