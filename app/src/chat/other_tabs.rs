//! All tabs of the browser share the unsent messages; a lock per conversation decides which tab sends them.

use charla::ConversationId;
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;

use super::Chat;
use crate::{
    browser::{
        self,
        outbox::{self, Change},
    },
    server_fn_protocol::REQUEST_TIMEOUT_MILLIS,
};

/// A tab that holds the lock for longer without delivering a message is assumed to be frozen.
const LOCK_TIMEOUT_MILLIS: u32 = 2 * REQUEST_TIMEOUT_MILLIS;

impl Chat {
    /// Loads the stored unsent messages, and follows the changes of other tabs.
    pub fn restore_unsent(self) {
        browser::forget_stale(self.me);
        self.drive(|client| client.restore(outbox::kept(self.me)));
        outbox::on_change(self.me, move |change| {
            self.drive(|client| match change {
                Change::Kept(unsent) => client.written_elsewhere(unsent),
                Change::Deleted(unsent) => client.deleted_elsewhere(unsent.conversation, unsent.client_id),
                Change::Sent(unsent) => client.sent_elsewhere(unsent.client_id),
            });
        });
    }

    pub(super) fn lock(self, id: ConversationId) {
        spawn_local(async move {
            let lock = browser::lock(&format!("outbox/{}/{id}", self.me), LOCK_TIMEOUT_MILLIS).await;
            if let Some(lock) = lock {
                self.locks.try_update_value(|locks| locks.insert(id, SendWrapper::new(lock)));
            }
            self.drive(|client| client.locked(id));
        });
    }

    pub(super) fn unlock(self, id: ConversationId) {
        self.locks.try_update_value(|locks| locks.remove(&id));
    }
}
