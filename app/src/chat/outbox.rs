//! What is not sent yet: in the memory of this tab, in the storage of the browser, which outlives
//! it, and in the timelines, where it shows. The first leads, the others follow.

use charla::{ClientId, ConversationId, Outbox, Unsent, outbox::Full, timeline::Pending};
use leptos::prelude::*;

use super::Chat;
use crate::browser::{
    self,
    outbox::{self, Change},
};

impl Chat {
    /// Takes up what an earlier page, or another tab, left; and follows what other tabs do.
    pub fn take_up_unsent(self) {
        browser::forget_stale(self.me);
        for unsent in outbox::kept(self.me) {
            self.outbox.update(|outbox| outbox.put(unsent));
        }
        outbox::on_change(self.me, move |change| self.follow(change));
        for id in self.all_opened().iter().map(|opened| opened.conversation.id) {
            self.show_unsent(id);
        }
        self.deliver_all();
    }

    /// Brings the timeline of this conversation, where it is open, up to date.
    pub fn show_unsent(self, id: ConversationId) {
        let Some(timeline) = self.timeline(id) else { return };
        let pending: Vec<_> = self.outbox.with_untracked(|outbox| outbox.of(id).map(Unsent::pending).collect());
        if !pending.is_empty() {
            timeline.update(|timeline| pending.into_iter().for_each(|pending| timeline.put_pending(pending)));
        }
    }

    /// The last of what waits in this conversation; reactively.
    pub fn last_unsent(self, id: ConversationId) -> Option<Pending> {
        self.outbox.with(|outbox| outbox.of(id).last().map(Unsent::pending))
    }

    /// Kept before anybody tries to send it.
    pub(super) fn write(self, unsent: Unsent) -> Result<(), Full> {
        let id = unsent.conversation;
        self.outbox.try_update(|outbox| outbox.write(unsent.clone())).unwrap_or(Err(Full))?;
        outbox::keep(self.me, &unsent);
        self.show_unsent(id);
        Ok(())
    }

    /// It failed, or is tried again. `false` where it is gone meanwhile.
    pub(super) fn change_unsent(self, client_id: ClientId, change: impl FnOnce(&mut Outbox)) -> bool {
        self.outbox.update(change);
        let changed = self.outbox.with_untracked(|outbox| outbox.find(client_id).cloned());
        if let Some(unsent) = &changed {
            outbox::keep_change(self.me, unsent);
            self.show_unsent(unsent.conversation);
        }
        changed.is_some()
    }

    /// It is stored: nothing is left to send. In its timeline the stored one takes its place.
    pub(super) fn settle(self, client_id: ClientId) {
        if self.outbox.try_update(|outbox| outbox.remove(client_id)).flatten().is_some() {
            outbox::sent(self.me, client_id);
        }
    }

    pub fn discard(self, id: ConversationId, client_id: ClientId) {
        self.outbox.update(|outbox| drop(outbox.remove(client_id)));
        outbox::delete(self.me, client_id);
        self.hide(id, client_id);
    }

    fn hide(self, id: ConversationId, client_id: ClientId) {
        if let Some(timeline) = self.timeline(id) {
            timeline.update(|timeline| timeline.discard(client_id));
        }
    }

    fn follow(self, change: Change) {
        match change {
            Change::Kept(unsent) => {
                let id = unsent.conversation;
                self.outbox.update(|outbox| outbox.put(unsent));
                self.show_unsent(id);
                // The tab in which it was written sends it; this one, should that be closed.
                self.keep_trying();
            }
            Change::Deleted(unsent) => {
                self.outbox.update(|outbox| drop(outbox.remove(unsent.client_id)));
                self.hide(unsent.conversation, unsent.client_id);
            }
            // It shows as it is until the socket brings the stored one.
            Change::Sent(unsent) => self.outbox.update(|outbox| drop(outbox.remove(unsent.client_id))),
        }
    }
}
