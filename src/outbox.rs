//! The user's messages that the server has not acknowledged, of all conversations. The messages of a conversation are
//! sent in the order in which they were written: later ones wait for a message that is retried automatically, and pass
//! one that was refused permanently.
use serde::{Deserialize, Serialize};

use crate::{
    ChatError, ClientId, ConversationId, Failure, Quote, Timestamp,
    limits::OUTBOX_MESSAGES,
    timeline::{Delivery, Pending},
};

/// Unsent messages sorted by `client_id`, which sorts by time. There are few, so a list is enough, and compiles to less
/// code for the browser than a map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outbox {
    unsent: Vec<Unsent>,
}

/// An unsent message, in the form that the browser stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    pub client_id: ClientId,
    pub conversation: ConversationId,
    pub content: String,
    pub written_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Quote>,
    /// A permanent failure: the message is retried only when the user asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusal: Option<ChatError>,
    /// A temporary failure: the message is retried automatically.
    #[serde(skip)]
    transient_failure: Option<Failure>,
}

/// The outbox is full. The user can write again when a message is sent or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{OUTBOX_MESSAGES} messages wait to be sent")]
pub struct OutboxFull;

impl Unsent {
    pub const fn new(
        client_id: ClientId,
        conversation: ConversationId,
        content: String,
        written_at: Timestamp,
    ) -> Self {
        Self { client_id, conversation, content, written_at, reply_to: None, refusal: None, transient_failure: None }
    }

    /// Returns the message as the timeline shows it.
    pub fn pending(&self) -> Pending {
        let failure = self.refusal.clone().map(Failure::Refused).or_else(|| self.transient_failure.clone());
        Pending {
            client_id: self.client_id,
            content: self.content.clone(),
            reply_to: self.reply_to.clone(),
            written_at: self.written_at,
            delivery: failure.map_or(Delivery::Sending, Delivery::Failed),
        }
    }

    const fn is_due(&self) -> bool {
        self.refusal.is_none()
    }
}

impl Outbox {
    /// Adds a new message.
    ///
    /// # Errors
    /// [`OutboxFull`] at [`OUTBOX_MESSAGES`] messages.
    pub fn write(&mut self, unsent: Unsent) -> Result<(), OutboxFull> {
        if self.unsent.len() >= OUTBOX_MESSAGES {
            return Err(OutboxFull);
        }
        self.put(unsent);
        Ok(())
    }

    /// Adds or replaces a message from the storage or from another tab, without a limit.
    pub fn put(&mut self, unsent: Unsent) {
        match self.place(unsent.client_id) {
            Ok(place) => self.unsent[place] = unsent,
            Err(place) => self.unsent.insert(place, unsent),
        }
    }

    /// Removes and returns a message that was stored or deleted.
    pub fn remove(&mut self, client_id: ClientId) -> Option<Unsent> {
        self.place(client_id).ok().map(|place| self.unsent.remove(place))
    }

    pub fn find(&self, client_id: ClientId) -> Option<&Unsent> {
        self.place(client_id).ok().map(|place| &self.unsent[place])
    }

    /// Returns the unsent messages of a conversation in the order in which they were written.
    pub fn of(&self, conversation: ConversationId) -> impl Iterator<Item = &Unsent> {
        self.unsent.iter().filter(move |unsent| unsent.conversation == conversation)
    }

    /// Returns the message of this conversation to send next.
    pub fn next(&self, conversation: ConversationId) -> Option<&Unsent> {
        self.of(conversation).find(|unsent| unsent.is_due())
    }

    /// Returns the conversations with a message to send.
    pub fn due(&self) -> Vec<ConversationId> {
        let mut due = Vec::new();
        for unsent in self.unsent.iter().filter(|unsent| unsent.is_due()) {
            if !due.contains(&unsent.conversation) {
                due.push(unsent.conversation);
            }
        }
        due
    }

    /// Records a failure. Does nothing if the message is gone: stored after all, or deleted.
    pub fn fail(&mut self, client_id: ClientId, failure: Failure) {
        let Ok(place) = self.place(client_id) else { return };
        let unsent = &mut self.unsent[place];
        let conversation = unsent.conversation;
        match failure {
            Failure::Refused(error) if error.retry_after().is_none() => unsent.refusal = Some(error),
            Failure::Refused(_) => unsent.transient_failure = Some(failure),
            // The server is unreachable for the messages behind it, too.
            Failure::Unreachable | Failure::TimedOut => self.set_transient_failure(conversation, Some(&failure)),
        }
    }

    /// Clears the failure because the user asks for another attempt. A temporary failure is cleared for the whole
    /// conversation, because its messages are sent in order.
    pub fn retry(&mut self, client_id: ClientId) {
        let Ok(place) = self.place(client_id) else { return };
        let unsent = &mut self.unsent[place];
        let conversation = unsent.conversation;
        if unsent.refusal.take().is_none() {
            self.set_transient_failure(conversation, None);
        }
    }

    /// Returns the index of the message, or the index at which to insert it.
    fn place(&self, client_id: ClientId) -> Result<usize, usize> {
        self.unsent.binary_search_by_key(&client_id, |unsent| unsent.client_id)
    }

    fn set_transient_failure(&mut self, conversation: ConversationId, transient_failure: Option<&Failure>) {
        let due = self.unsent.iter_mut().filter(|unsent| unsent.conversation == conversation && unsent.is_due());
        due.for_each(|unsent| unsent.transient_failure = transient_failure.cloned());
    }
}

#[cfg(test)]
mod tests;
