//! Carries out the client's effects.

use charla::client::Effect;
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::browser::{self, draft, outbox, server_time};

impl Chat {
    pub(super) fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Call(id, call) => spawn_local(async move {
                let answer = self.call(call).await;
                self.drive(|client| client.answered(id, answer, browser::now()));
            }),
            Effect::SetTimer(timer, millis) => spawn_local(async move {
                browser::pause(millis).await;
                self.drive(|client| client.elapsed(timer, browser::now()));
            }),
            Effect::OpenSocket(socket) => self.open_socket(socket),
            Effect::CloseSocket(socket) => self.close_socket(socket),
            Effect::Transmit(socket, event) => self.transmit(socket, event),
            Effect::StoreUnsent(unsent) => outbox::keep(self.me, &unsent),
            Effect::UpdateUnsent(unsent) => outbox::keep_change(self.me, &unsent),
            Effect::RemoveUnsent(client_id) => outbox::delete(self.me, client_id),
            Effect::RemoveSent(client_id) => outbox::sent(self.me, client_id),
            Effect::StoreDraft(place, text) => self.store_draft(place, &text),
            Effect::StoreReplacedDraft(place, text) => draft::keep_replaced(self.me, place, &text),
            Effect::Lock(id) => self.lock(id),
            Effect::Unlock(id) => self.unlock(id),
            Effect::Notify(notice) => self.notify(notice),
            Effect::CloseNotification(message) => self.close_notification(message),
            Effect::CloseReadNotifications => self.close_read_notifications(),
            Effect::SetServerTime { at, asked } => server_time::learn(at, asked),
            // Nothing is lost: unsent messages stay in the stored outbox until the user is back, and the text in the
            // composer is stored as the draft of its conversation.
            Effect::CheckReader => browser::check_reader(),
            Effect::Finished(action, result) => {
                let waiting = self.actions.try_update_value(|actions| actions.remove(&action)).flatten();
                // The page may no longer wait for the result.
                drop(waiting.map(|done| done.send(result)));
            }
        }
    }
}
