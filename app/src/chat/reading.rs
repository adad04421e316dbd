//! Reading: a message is read once somebody looks at it.

use charla::{Conversation, ConversationId, Seq, ServerEvent, Timeline, event::Unread};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::functions;

impl Chat {
    /// Everything up to the newest message of this conversation has been on the screen of somebody
    /// who looks. Costs nothing where it was read before; where telling it fails, the next look
    /// tells it again.
    pub fn seen(self, id: ConversationId) {
        let Some(timeline) = self.timeline(id) else { return };
        let Some(newest) = timeline.with_untracked(Timeline::newest_unseen) else { return };
        self.mark_read(id, newest);
    }

    /// One has opened it to look at it: that it was to be looked at again holds no longer.
    pub fn look_again(self, id: ConversationId) {
        let marked = self.with_inbox(|inbox| inbox.find(id).is_some_and(|held| held.standing.is_marked_unread));
        if marked == Some(true)
            && let Some(timeline) = self.timeline(id)
        {
            self.mark_read(id, timeline.with_untracked(Timeline::newest));
        }
    }

    /// `up_to` may be later than anything that is stored: then all is read.
    pub fn mark_read(self, id: ConversationId, up_to: Seq) {
        let held = self.timeline(id).map(|timeline| timeline.with_untracked(Timeline::newest));
        let listed = untrack(|| self.with_inbox(|inbox| inbox.find(id).map(Conversation::last_seq)).flatten());
        // What is listed and not held was not looked at.
        let last_seq = if Some(up_to) < listed { held.or(listed) } else { held.max(listed) };
        let newest = last_seq.map_or(up_to, |last_seq| up_to.min(last_seq));
        if self.reading.with_value(|reading| reading.contains(&(id, newest))) {
            return;
        }
        self.reading.update_value(|reading| reading.push((id, newest)));
        spawn_local(async move {
            let told = functions::mark_read(id, newest).await;
            self.reading.update_value(|reading| reading.retain(|under_way| *under_way != (id, newest)));
            // The socket tells it, too; without one, this does.
            if let (Ok(_), Some(last_seq)) = (&told, last_seq) {
                // Nothing of others is left, deleted or not.
                let revision = untrack(|| self.with_inbox(|inbox| inbox.find(id).map(|held| held.revision)).flatten());
                let unread = Some(Unread { count: 0, last_seq, revision: revision.unwrap_or_default() });
                self.apply(&ServerEvent::Read { conversation: id, user: self.me, read_seq: newest, unread });
            }
            if let Ok(Some(standing)) = told {
                self.apply(&ServerEvent::Standing { conversation: id, standing });
            }
        });
    }
}
