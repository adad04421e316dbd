//! Messages are told outside of the page while nobody looks: each once, however many tabs there are.

use charla::{Conversation, ConversationId, Inbox, MessageId, Notice, Notices};
use futures::channel::oneshot;
use leptos::{prelude::*, task::spawn_local};
use web_sys::NotificationPermission;

use super::Chat;
use crate::{
    browser::{self, notification, sound, worker},
    sound::Sound,
};

/// More are shown by nobody's system; the oldest go.
const MOST: usize = 20;

/// The other tabs have had the message by then.
const LATE_MILLIS: u32 = 10_000;

/// A notification on the screen: it goes when this is dropped.
#[derive(Debug)]
pub(super) struct Shown {
    notice: Notice,
    _stays: oneshot::Sender<()>,
}

impl Chat {
    /// The conversation whose notification was clicked, reactively.
    pub fn called_to(self) -> Option<ConversationId> {
        self.called_to.get()
    }

    /// Tells what waits and can be told, and takes back what has been read or deleted.
    pub(super) fn tell(self) {
        let due = untrack(|| {
            self.with_inbox(|inbox| self.notices.try_update_value(|notices: &mut Notices| notices.take(inbox, self.me)))
        });
        for notice in due.flatten().unwrap_or_default() {
            if self.sound == Sound::On {
                spawn_local(self.sound(notice.message));
            }
            spawn_local(self.show(notice));
        }
        if self.shown.with_value(|shown| !shown.is_empty()) {
            self.shown.update_value(|shown| shown.retain(|shown| !self.is_over(&shown.notice)));
        }
    }

    /// What the worker shows, for pages that may be gone, is taken back where it was read meanwhile; and a click on it
    /// leads to its conversation.
    pub fn follow_worker(self) {
        worker::on_call(move |conversation| self.called_to.set(Some(conversation)));
        self.take_back_read();
    }

    pub(super) fn take_back_read(self) {
        spawn_local(notification::take_back(move |place| {
            let is_over = |held: &Conversation| held.standing.is_muted || place.seq <= held.read_seq_of(self.me);
            untrack(|| self.with_inbox(|inbox| inbox.find(place.conversation).is_some_and(is_over))).unwrap_or(false)
        }));
    }

    pub(super) fn take_back(self, message: MessageId) {
        self.shown.update_value(|shown| shown.retain(|shown| shown.notice.message != message));
    }

    fn is_over(self, notice: &Notice) -> bool {
        let find = |inbox: &Inbox| {
            inbox.find(notice.conversation).is_some_and(|held: &Conversation| notice.is_over(held, self.me))
        };
        untrack(|| self.with_inbox(find)).unwrap_or(false)
    }

    /// By one of the tabs that can be heard.
    async fn sound(self, message: MessageId) {
        if sound::can_be_heard()
            && let Some(turn) = browser::try_lock(&format!("sound/{}/{message}", self.me)).await
        {
            sound::play();
            browser::pause(LATE_MILLIS).await;
            drop(turn);
        }
    }

    /// Until it is clicked, read, deleted, or one of too many.
    async fn show(self, notice: Notice) {
        if notification::permission() != Some(NotificationPermission::Granted) || self.is_looked_at_anywhere().await {
            return;
        }
        let Some(turn) = browser::try_lock(&format!("notice/{}/{}", self.me, notice.message)).await else { return };
        if self.is_over(&notice) {
            return;
        }
        let (message, conversation) = (notice.message, notice.conversation);
        let clicked = move || {
            self.called_to.set(Some(conversation));
            self.take_back(message);
        };
        let Some(shown) = notification::show(&notice, self.sound == Sound::Off, clicked).await else { return };
        let (stays, is_over) = oneshot::channel();
        self.shown.update_value(|all| {
            all.push(Shown { notice, _stays: stays });
            if all.len() > MOST {
                all.remove(0);
            }
        });
        // Cancelled when it is to go.
        let _ = is_over.await;
        drop(shown);
        browser::pause(LATE_MILLIS).await;
        drop(turn);
    }
}
