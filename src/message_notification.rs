//! System notifications of messages that arrive while the user does not look at the page.

use litemap::LiteMap;

use crate::{
    Conversation, ConversationId, Inbox, Message, MessageId, Seq, ServerEvent, UserId, direction::Isolated,
    limits::NOTICE_CHARS, quote,
};

/// Messages that can wait for their notification, one per conversation: those that arrive during a reconnect, and those
/// of conversations that are not loaded yet.
const MAX_MISSED: usize = 3;

/// The notification of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageNotification {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub seq: Seq,
    /// The sender's name, or the title of a group.
    pub title: String,
    /// The beginning of the message, on one line of at most [`NOTICE_CHARS`].
    pub body: String,
}

impl MessageNotification {
    /// Returns the notification; `None` if the conversation is muted or the message is read.
    pub fn of(message: &Message, conversation: &Conversation, me: UserId) -> Option<Self> {
        if conversation.needs_no_notification(message.seq, me) {
            return None;
        }
        let (title, text) = match conversation.partner(me) {
            Some(_) => (Isolated(&message.sender_name()).to_string(), message.content.clone()),
            None => {
                let text = format!("{}: {}", Isolated(&message.sender_name()), message.content);
                (conversation.title(me), text)
            }
        };
        Some(Self {
            message: message.id,
            conversation: conversation.id,
            seq: message.seq,
            title,
            body: quote::excerpt(&text, NOTICE_CHARS),
        })
    }

    /// Whether it is obsolete: the conversation is muted, or the message is read.
    pub fn is_obsolete(&self, conversation: &Conversation, me: UserId) -> bool {
        conversation.needs_no_notification(self.seq, me)
    }
}

/// Messages that wait for their notification.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PendingNotifications {
    /// The answer to `resume` has not ended.
    is_catching_up: bool,
    /// The latest message of each conversation, at most [`MAX_MISSED`].
    waiting: Vec<Message>,
    /// The latest notified message of each conversation, because the connection may deliver a message twice.
    notified: LiteMap<ConversationId, Seq>,
}

impl PendingNotifications {
    pub fn apply(&mut self, event: &ServerEvent, me: UserId) {
        match event {
            ServerEvent::Ready { .. } => self.is_catching_up = true,
            ServerEvent::Resumed { .. } => self.is_catching_up = false,
            ServerEvent::Message { message } if message.sender_id != me && !message.is_deleted() => self.put(message),
            ServerEvent::Changed { message, .. } => {
                if message.is_deleted() {
                    self.waiting.retain(|waiting| waiting.id != message.id);
                } else if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.id == message.id) {
                    *waiting = message.clone();
                }
            }
            _ => {}
        }
    }

    /// Returns the notifications to show now. Messages of conversations that the inbox does not hold keep waiting.
    pub fn take(&mut self, inbox: &Inbox, me: UserId) -> Vec<MessageNotification> {
        if self.is_catching_up {
            return Vec::new();
        }
        let mut due = Vec::new();
        self.waiting.retain(|message| match inbox.find(message.conversation_id) {
            Some(conversation) => {
                self.notified.insert(conversation.id, message.seq);
                due.extend(MessageNotification::of(message, conversation, me));
                false
            }
            None => true,
        });
        due
    }

    fn put(&mut self, message: &Message) {
        if self.notified.get(&message.conversation_id).is_some_and(|notified| *notified >= message.seq) {
            return;
        }
        self.waiting.retain(|waiting| waiting.conversation_id != message.conversation_id);
        self.waiting.push(message.clone());
        if self.waiting.len() > MAX_MISSED {
            self.waiting.remove(0);
        }
    }
}

#[cfg(test)]
mod tests;
