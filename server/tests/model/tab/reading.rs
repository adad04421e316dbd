//! As `reading.rs`.

use charla::{Conversation, ConversationId, Seq, ServerEvent, Standing, event::Unread};

use super::{Tab, answers::Answer};

impl Tab {
    /// Everything up to the newest message of this conversation has been on the screen.
    pub async fn seen(&mut self, id: ConversationId) {
        let Some(opened) = self.opened.get(&id) else { return };
        if let Some(newest) = opened.timeline.newest_unseen() {
            self.mark_read(id, newest).await;
        }
    }

    /// That it was to be looked at again holds no longer.
    pub(super) async fn look_again(&mut self, id: ConversationId) {
        let Some(opened) = self.opened.get(&id) else { return };
        if self.inbox.find(id).is_some_and(|held| held.standing.is_marked_unread) {
            self.mark_read(id, opened.timeline.newest()).await;
        }
    }

    /// `up_to` may be later than anything that is stored: then all is read.
    pub async fn mark_read(&mut self, id: ConversationId, up_to: Seq) {
        let held = self.opened.get(&id).map(|opened| opened.timeline.newest());
        let listed = self.inbox.find(id).map(Conversation::last_seq);
        // What is listed and not held was not looked at.
        let last_seq = if Some(up_to) < listed { held.or(listed) } else { held.max(listed) };
        let read_seq = last_seq.map_or(up_to, |last_seq| up_to.min(last_seq));
        if !self.reading.contains(&(id, read_seq)) {
            self.reading.push((id, read_seq));
            let told = self.backend.mark_read(self.me, id, Some(read_seq)).await.expect("one's own conversation");
            self.answers.push_back(Answer::Read { id, read_seq, last_seq, told });
        }
    }

    pub(super) fn marked_read(
        &mut self,
        id: ConversationId,
        read_seq: Seq,
        last_seq: Option<Seq>,
        told: Option<Standing>,
    ) {
        self.reading.retain(|told| *told != (id, read_seq));
        if let Some(last_seq) = last_seq {
            let revision = self.inbox.find(id).map(|held| held.revision).unwrap_or_default();
            let unread = Some(Unread { count: 0, last_seq, revision });
            self.apply(&ServerEvent::Read { conversation: id, user: self.me, read_seq, unread });
        }
        if let Some(standing) = told {
            self.apply(&ServerEvent::Standing { conversation: id, standing });
        }
    }
}
