//! Actions of the user.

use super::{
    ActionId, Client,
    effects::{Call, CallPurpose, Effect},
};
use crate::{
    ActivityCursor, ClientEvent, ClientId, Conversation, ConversationId, Emoji, ListRequest, MessageContent, MessageId,
    MessageNotification, Quote, Seq, ServerEvent, Timestamp, Unsent, conversation_settings::SettingChange,
    outbox::OutboxFull,
};

/// An action with an [`ActionId`] ends with [`Effect::Finished`].
impl Client {
    /// Puts a message into the outbox and starts its delivery. `client_id` must be new.
    ///
    /// # Errors
    /// [`OutboxFull`]: the message was not accepted.
    pub fn send(
        &mut self,
        id: ConversationId,
        client_id: ClientId,
        content: &MessageContent,
        reply_to: Option<Quote>,
        written_at: Timestamp,
    ) -> Result<(), OutboxFull> {
        let mut unsent = Unsent::new(client_id, id, content.to_string(), written_at);
        unsent.reply_to = reply_to;
        self.send_queue.write(&mut self.out, unsent)?;
        self.show_unsent(id);
        self.own_typing.sent();
        self.send_queue.deliver(&mut self.out, id);
        Ok(())
    }

    /// Sends a failed message again under the same `client_id`, so that it cannot be stored twice.
    pub fn retry(&mut self, id: ConversationId, client_id: ClientId) {
        self.send_queue.retry(&mut self.out, client_id);
        self.show_unsent(id);
        self.send_queue.deliver(&mut self.out, id);
    }

    /// Deletes a message that is not sent yet.
    pub fn discard(&mut self, id: ConversationId, client_id: ClientId) {
        self.send_queue.discard(&mut self.out, client_id);
        self.changes.outbox = true;
        self.hide_unsent(id, client_id);
    }

    pub fn edit(&mut self, action: ActionId, id: ConversationId, seq: Seq, content: String) {
        self.out.call(Call::Edit(id, seq, content), CallPurpose::Change(action));
    }

    pub fn delete(&mut self, action: ActionId, id: ConversationId, seq: Seq) {
        self.out.call(Call::Delete(id, seq), CallPurpose::Change(action));
    }

    /// `None` removes the reaction.
    pub fn react(&mut self, action: ActionId, id: ConversationId, seq: Seq, emoji: Option<Emoji>) {
        self.out.call(Call::React(id, seq, emoji), CallPurpose::Change(action));
    }

    /// Reports that the user is typing in this conversation.
    pub fn user_typed(&mut self, id: ConversationId, now: Timestamp) {
        let typing = ClientEvent::Typing { conversation: id };
        if self.own_typing.is_due(id, now) && self.connection.transmit(&mut self.out, typing) {
            self.own_typing.notified(id, now);
        }
    }

    /// Reports that the chat window of the conversation is shown.
    pub fn show(&mut self, id: ConversationId) {
        self.show_unsent(id);
        let (Some(opened), Some(listed)) = (self.opened.get(&id), self.listed(id)) else { return };
        let timeline = opened.timeline();
        // Events that arrived while the page of this conversation was being loaded had no timeline yet.
        let is_ahead = listed.last_seq() > timeline.newest()
            || listed.reading() > timeline.reading()
            || listed.revision > timeline.revision();
        // Opening a conversation removes its "marked unread" flag.
        let (is_marked, newest) = (listed.settings.is_marked_unread, timeline.newest());
        if is_ahead {
            self.recover();
        }
        if is_marked {
            self.mark_read(id, newest);
        }
    }

    /// Reports that the user has seen everything up to the newest message. Sends nothing if it was already read.
    pub fn seen(&mut self, id: ConversationId) {
        if let Some(opened) = self.opened.get_mut(&id) {
            opened.trim_seen();
        }
        if let Some(newest) = self.opened.get(&id).and_then(|opened| opened.timeline().newest_unseen()) {
            self.mark_read(id, newest);
        }
    }

    /// Marks messages as read up to and including `up_to`, or all of them if `up_to` is later than the newest one.
    pub fn mark_read(&mut self, id: ConversationId, up_to: Seq) {
        let held = self.opened.get(&id).map(|opened| opened.timeline().newest());
        let listed = self.listed(id).map(Conversation::last_seq);
        self.read_reports.report(&mut self.out, id, up_to, held, listed);
    }

    pub fn change_settings(&mut self, id: ConversationId, change: SettingChange, now: Timestamp) {
        let listed = self.listed(id).map(|held| held.settings);
        let held = listed.or_else(|| self.opened.get(&id).map(|opened| opened.conversation().settings));
        let stored = self.setting_changes.change(&mut self.out, id, change, held.unwrap_or_default());
        self.apply(&ServerEvent::SettingsChanged { conversation: id, settings: stored }, now);
    }

    /// Fetches the next page of the list of conversations.
    pub fn extend_list(&mut self, action: ActionId, after: ActivityCursor) {
        self.out.call(Call::Inbox(ListRequest::after(after)), CallPurpose::ExtendList(action));
    }

    /// Fetches the page before the oldest shown message.
    pub fn load_older(&mut self, action: ActionId, id: ConversationId) {
        match self.opened.get(&id).and_then(super::OpenConversation::older) {
            Some(page) => self.out.call(Call::Messages(id, page), CallPurpose::Older(id, action)),
            None => self.out.push(Effect::Finished(action, Ok(()))),
        }
    }

    /// Fetches the page after the newest shown message, if the log shows older history.
    pub fn load_newer(&mut self, action: ActionId, id: ConversationId) {
        match self.opened.get(&id).and_then(super::OpenConversation::newer) {
            Some(page) => self.out.call(Call::Messages(id, page), CallPurpose::Newer(id, action)),
            None => self.out.push(Effect::Finished(action, Ok(()))),
        }
    }

    /// Shows this message and those around it.
    pub fn go_to(&mut self, action: ActionId, id: ConversationId, seq: Seq) {
        if self.opened.get(&id).is_some_and(|opened| !opened.shows(seq)) {
            let page = crate::PageRequest::around(seq);
            self.out.call(Call::Messages(id, page), CallPurpose::GoTo(id, action));
        } else {
            self.out.push(Effect::Finished(action, Ok(())));
        }
    }

    pub fn go_to_newest(&mut self, id: ConversationId) {
        if let Some(opened) = self.opened.get_mut(&id) {
            opened.show_newest();
            self.changes.conversations.insert(id, ());
        }
    }

    /// Reports that the system shows this notification.
    pub fn notification_shown(&mut self, notice: MessageNotification) {
        self.notifications.shown(&mut self.out, notice);
    }

    pub fn notification_clicked(&mut self, message: MessageId) {
        self.notifications.close(&mut self.out, message);
    }
}
