//! Reading: a message is read once somebody looks at it.

use charla::{ConversationId, Seq, ServerEvent, Timeline, event::Unread};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::functions;

impl Chat {
    /// Everything up to the newest message of this conversation has been on the screen of somebody
    /// who looks. Costs nothing where it was read before; where telling it fails, the next look
    /// tells it again.
    pub fn seen(self, id: ConversationId) {
        let Some(timeline) = self.timeline(id) else { return };
        let Some(newest) = timeline.with_untracked(|timeline| self.newest_unread(timeline)) else { return };
        if self.reading.with_value(|reading| reading.contains(&(id, newest))) {
            return;
        }
        self.reading.update_value(|reading| reading.push((id, newest)));
        spawn_local(async move {
            let told = functions::mark_read(id, newest).await;
            self.reading.update_value(|reading| reading.retain(|under_way| *under_way != (id, newest)));
            if told.is_ok() {
                // The socket tells it, too; without one, this does.
                let last_seq = timeline.with_untracked(Timeline::newest);
                let unread = Some(Unread { count: 0, last_seq });
                self.apply(&ServerEvent::Read { conversation: id, user: self.me, read_seq: newest, unread });
            }
        });
    }

    fn newest_unread(self, timeline: &Timeline) -> Option<Seq> {
        let newest = timeline.messages().rev().find(|message| message.sender_id != self.me)?.seq;
        (newest > timeline.read_seq_of(self.me)).then_some(newest)
    }
}
