//! System notifications: which messages get one, and which notifications to close.

use super::effects::{Effect, EffectQueue};
use crate::{Conversation, Inbox, MessageId, MessageNotification, PendingNotifications, ServerEvent, UserId};

/// Notifications shown at once; the oldest are closed.
const MAX_SHOWN: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Notifications {
    waiting: PendingNotifications,
    shown: Vec<MessageNotification>,
}

impl Notifications {
    pub(super) fn apply(&mut self, out: &mut EffectQueue, event: &ServerEvent, me: UserId) {
        self.waiting.apply(event, me);
        match event {
            ServerEvent::Changed { message, .. } if message.is_deleted() => self.close(out, message.id),
            ServerEvent::Read { user, .. } if *user == me => out.push(Effect::CloseReadNotifications),
            _ => {}
        }
    }

    /// Shows notifications for waiting messages and closes those that are obsolete.
    pub(super) fn update(&mut self, out: &mut EffectQueue, inbox: &Inbox, me: UserId) {
        for notice in self.waiting.take(inbox, me) {
            out.push(Effect::Notify(notice));
        }
        let obsolete: Vec<_> =
            self.shown.iter().filter(|notice| is_obsolete(notice, inbox, me)).map(|shown| shown.message).collect();
        obsolete.into_iter().for_each(|message| self.close(out, message));
    }

    pub(super) fn shown(&mut self, out: &mut EffectQueue, notice: MessageNotification) {
        self.shown.push(notice);
        if let Some(surplus) = self.shown.len().checked_sub(MAX_SHOWN) {
            let oldest: Vec<_> = self.shown[..surplus].iter().map(|notice| notice.message).collect();
            oldest.into_iter().for_each(|message| self.close(out, message));
        }
    }

    pub(super) fn close(&mut self, out: &mut EffectQueue, message: MessageId) {
        let shown = self.shown.len();
        self.shown.retain(|notice| notice.message != message);
        if self.shown.len() < shown {
            out.push(Effect::CloseNotification(message));
        }
    }
}

/// Whether the notification is obsolete.
pub(super) fn is_obsolete(notice: &MessageNotification, inbox: &Inbox, me: UserId) -> bool {
    inbox.find(notice.conversation).is_some_and(|held: &Conversation| notice.is_obsolete(held, me))
}
