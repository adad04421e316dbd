//! Applies events of the server, from the socket and from answers.

use std::borrow::Cow;

use super::{Client, effects::TimerPurpose};
use crate::{ClientId, Conversation, ConversationId, ServerEvent, Timestamp, inbox::InboxUpdate};

/// Interval at which expired typing indicators are removed.
const EXPIRE_TYPING_MILLIS: u32 = 1_000;

impl Client {
    /// Applies an event of the socket, or one made from an answer.
    pub(super) fn apply(&mut self, event: &ServerEvent, now: Timestamp) {
        let event = &*self.with_setting_changes(event);
        let mut is_complete = true;
        if let Some(inbox) = &mut self.inbox {
            is_complete = inbox.apply(event) == InboxUpdate::Done;
            self.changes.inbox = true;
        }
        if let Some(id) = conversation_of(event)
            && let Some(opened) = self.opened.get_mut(&id)
        {
            opened.apply(event);
            is_complete &= !opened.timeline().has_gap();
            self.changes.conversations.insert(id, ());
        }
        self.apply_presence(event, now);
        self.notifications.apply(&mut self.out, event, self.me);
        self.update_notifications();
        if let Some(client_id) = self.own_stored(event) {
            self.send_queue.settle(&mut self.out, client_id);
            self.changes.outbox = true;
        }
        if !is_complete {
            self.recover();
        }
    }

    /// Returns the `client_id` of the user's own message that the event reports as stored.
    fn own_stored(&self, event: &ServerEvent) -> Option<ClientId> {
        match event {
            ServerEvent::Ack { client_id, .. } => Some(*client_id),
            ServerEvent::Message { message } if message.sender_id == self.me => message.client_id,
            _ => None,
        }
    }

    /// Adds the setting changes that are still on their way to the server.
    fn with_setting_changes<'event>(&mut self, event: &'event ServerEvent) -> Cow<'event, ServerEvent> {
        let ServerEvent::SettingsChanged { conversation, settings } = event else { return Cow::Borrowed(event) };
        let last_seq = self.listed(*conversation).map(Conversation::last_seq).unwrap_or_default();
        let settings = self.setting_changes.shown(*conversation, *settings, last_seq);
        Cow::Owned(ServerEvent::SettingsChanged { conversation: *conversation, settings })
    }

    fn apply_presence(&mut self, event: &ServerEvent, now: Timestamp) {
        self.changes.presence |= self.presence.apply(event, now);
        self.watch_typing();
    }

    /// Starts the timer that removes expired typing indicators, while there are any.
    pub(super) fn watch_typing(&mut self) {
        if self.presence.is_anyone_typing() && self.typing_timer.is_none() {
            self.typing_timer = Some(self.out.set_timer(EXPIRE_TYPING_MILLIS, TimerPurpose::ExpireTyping));
        }
    }
}

fn conversation_of(event: &ServerEvent) -> Option<ConversationId> {
    match event {
        ServerEvent::Ack { message, .. } | ServerEvent::Message { message } | ServerEvent::Changed { message, .. } => {
            Some(message.conversation_id)
        }
        ServerEvent::Read { conversation, .. } | ServerEvent::Resync { conversation } => Some(*conversation),
        ServerEvent::Conversation { conversation } => Some(conversation.id),
        _ => None,
    }
}
