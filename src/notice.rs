//! What a person is told, outside of the page, of a message that came while they did not look.

use std::collections::BTreeMap;

use crate::{
    Conversation, ConversationId, Inbox, Message, MessageId, Seq, ServerEvent, UserId, direction::Isolated,
    limits::NOTICE_CHARS, quote,
};

/// Of what came while the connection was away, and of conversations that are not known yet, so many messages are
/// told: one a conversation, the latest.
const MISSED: usize = 3;

/// One message, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub seq: Seq,
    /// Who wrote it, or the name of the group.
    pub title: String,
    /// Its beginning, on one line of at most [`NOTICE_CHARS`].
    pub body: String,
}

impl Notice {
    /// `None` where there is nothing to tell: of a muted conversation, or what is read.
    #[must_use]
    pub fn of(message: &Message, conversation: &Conversation, me: UserId) -> Option<Self> {
        if conversation.settings.is_muted || message.seq <= conversation.read_seq_of(me) {
            return None;
        }
        let (title, said) = match conversation.partner(me) {
            Some(_) => (Isolated(&message.sender_name()).to_string(), message.content.clone()),
            None => {
                let said = format!("{}: {}", Isolated(&message.sender_name()), message.content);
                (conversation.title(me), said)
            }
        };
        Some(Self {
            message: message.id,
            conversation: conversation.id,
            seq: message.seq,
            title,
            body: quote::excerpt(&said, NOTICE_CHARS),
        })
    }

    /// Whether it has nothing to tell any more.
    #[must_use]
    pub fn is_over(&self, conversation: &Conversation, me: UserId) -> bool {
        conversation.settings.is_muted || self.seq <= conversation.read_seq_of(me)
    }
}

/// Messages that came and were not told yet.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// The connection brings what was missed.
    is_catching_up: bool,
    /// The latest of each conversation, at most [`MISSED`].
    waiting: Vec<Message>,
    /// The latest message of each conversation that was told: the connection may bring it again.
    told: BTreeMap<ConversationId, Seq>,
}

impl Notices {
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

    /// What can be told now. What is not known to the inbox waits until it is.
    pub fn take(&mut self, inbox: &Inbox, me: UserId) -> Vec<Notice> {
        if self.is_catching_up {
            return Vec::new();
        }
        let mut due = Vec::new();
        self.waiting.retain(|message| match inbox.find(message.conversation_id) {
            Some(conversation) => {
                self.told.insert(conversation.id, message.seq);
                due.extend(Notice::of(message, conversation, me));
                false
            }
            None => true,
        });
        due
    }

    fn put(&mut self, message: &Message) {
        if self.told.get(&message.conversation_id).is_some_and(|told| *told >= message.seq) {
            return;
        }
        self.waiting.retain(|waiting| waiting.conversation_id != message.conversation_id);
        self.waiting.push(message.clone());
        if self.waiting.len() > MISSED {
            self.waiting.remove(0);
        }
    }
}

#[cfg(test)]
mod tests;
