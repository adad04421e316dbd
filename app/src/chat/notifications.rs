//! System notifications while the user looks at no tab of the chat. Locks ensure one notification per message, however
//! many tabs there are.

use charla::{Conversation, ConversationId, Inbox, MessageId, MessageNotification};
use futures::channel::oneshot;
use leptos::{prelude::*, task::spawn_local};
use web_sys::NotificationPermission;

use super::Chat;
use crate::{
    browser::{self, notification, sound, worker},
    preferences::Sound,
};

/// A lock is kept for this time, until all other tabs have received the message.
const LATE_MILLIS: u32 = 10_000;

impl Chat {
    /// Returns the conversation whose notification was clicked. Reactive.
    pub fn requested_conversation(self) -> Option<ConversationId> {
        self.requested_conversation.get()
    }

    /// Follows clicks on notifications of the service worker, and closes those whose message has been read.
    pub fn listen_to_worker(self) {
        worker::on_call(move |conversation| self.requested_conversation.set(Some(conversation)));
        self.close_read_notifications();
    }

    pub(super) fn notify(self, notice: MessageNotification) {
        if self.sound == Sound::On {
            spawn_local(self.play(notice.message));
        }
        spawn_local(self.show_notification(notice));
    }

    pub(super) fn close_notification(self, message: MessageId) {
        self.notifications.try_update_value(|shown| shown.remove(&message));
    }

    pub(super) fn close_read_notifications(self) {
        spawn_local(notification::take_back(move |place| {
            let is_obsolete = |held: &Conversation| held.needs_no_notification(place.seq, self.me);
            let find = |inbox: &Inbox| inbox.find(place.conversation).is_some_and(is_obsolete);
            self.client.try_with_value(|client| client.inbox().is_some_and(find)) == Some(true)
        }));
    }

    /// Plays the sound in one of the tabs that may play sound.
    async fn play(self, message: MessageId) {
        if sound::can_be_heard()
            && let Some(turn) = browser::try_lock(&format!("sound/{}/{message}", self.me)).await
        {
            sound::play();
            browser::pause(LATE_MILLIS).await;
            drop(turn);
        }
    }

    /// Shows a notification until it is clicked, or its message is read or deleted, or there are too many.
    async fn show_notification(self, notice: MessageNotification) {
        if notification::permission() != Some(NotificationPermission::Granted) || self.is_viewed_in_any_tab().await {
            return;
        }
        let Some(turn) = browser::try_lock(&format!("notice/{}/{}", self.me, notice.message)).await else { return };
        if self.client.try_with_value(|client| client.is_obsolete(&notice)) != Some(false) {
            return;
        }
        let (message, conversation) = (notice.message, notice.conversation);
        let clicked = move || {
            self.requested_conversation.set(Some(conversation));
            self.drive(|client| client.notification_clicked(message));
        };
        let Some(shown) = notification::show(&notice, self.sound == Sound::Off, clicked).await else { return };
        let (stays, is_closed) = oneshot::channel();
        self.notifications.try_update_value(|all| all.insert(message, stays));
        self.drive(|client| client.notification_shown(notice));
        // The channel is cancelled when the notification is to be closed.
        let _ = is_closed.await;
        drop(shown);
        browser::pause(LATE_MILLIS).await;
        drop(turn);
    }
}
