//! Reading: a message is read once somebody looks at it.

use charla::{ConversationId, ServerEvent, Timeline, event::Unread};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::functions;

impl Chat {
    /// Everything up to the newest message of this conversation has been on the screen of somebody
    /// who looks. Costs nothing where it was read before; where telling it fails, the next look
    /// tells it again.
    pub fn seen(self, id: ConversationId) {
        let Some(timeline) = self.timeline(id) else { return };
        let Some(newest) = timeline.with_untracked(|timeline| timeline.unread().next_back().map(|message| message.seq))
        else {
            return;
        };
        if self.reading.with_value(|reading| reading.contains(&(id, newest))) {
            return;
        }
        self.reading.update_value(|reading| reading.push((id, newest)));
        let last_seq = timeline.with_untracked(Timeline::newest);
        spawn_local(async move {
            let told = functions::mark_read(id, newest).await;
            self.reading.update_value(|reading| reading.retain(|under_way| *under_way != (id, newest)));
            if told.is_ok() {
                // The socket tells it, too; without one, this does.
                let unread = Some(Unread { count: 0, last_seq });
                self.apply(&ServerEvent::Read { conversation: id, user: self.me, read_seq: newest, unread });
            }
        });
    }
}
