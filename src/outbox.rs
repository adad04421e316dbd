//! What one has written and the server has not acknowledged, over all conversations. In each it
//! goes out in the order in which it was written: later ones wait for one that is tried again by
//! itself, and pass one that was refused for good.

use serde::{Deserialize, Serialize};

use crate::{
    ChatError, ClientId, ConversationId, Failure, Quote, Timestamp,
    limits::OUTBOX_MESSAGES,
    timeline::{Delivery, Pending},
};

/// In the order of the ids, of which later ones sort after earlier ones. There are few: a list is
/// enough, and smaller than a map where it is compiled for the browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outbox {
    unsent: Vec<Unsent>,
}

/// As it is kept beyond the life of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    pub client_id: ClientId,
    pub conversation: ConversationId,
    pub content: String,
    pub written_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Quote>,
    /// For good: it is tried again only where its writer asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusal: Option<ChatError>,
    /// For now: it is tried again by itself.
    #[serde(skip)]
    transient_failure: Option<Failure>,
}

/// One writes on once something of it is sent or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{OUTBOX_MESSAGES} messages wait to be sent")]
pub struct OutboxFull;

impl Unsent {
    #[must_use]
    pub const fn new(
        client_id: ClientId,
        conversation: ConversationId,
        content: String,
        written_at: Timestamp,
    ) -> Self {
        Self { client_id, conversation, content, written_at, reply_to: None, refusal: None, transient_failure: None }
    }

    /// As it shows in its conversation.
    #[must_use]
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
    /// What one writes now.
    ///
    /// # Errors
    /// [`OutboxFull`] where it would be one too many.
    pub fn write(&mut self, unsent: Unsent) -> Result<(), OutboxFull> {
        if self.unsent.len() >= OUTBOX_MESSAGES {
            return Err(OutboxFull);
        }
        self.put(unsent);
        Ok(())
    }

    /// What was written before, or elsewhere: it is taken as it stands there.
    pub fn put(&mut self, unsent: Unsent) {
        match self.place(unsent.client_id) {
            Ok(place) => self.unsent[place] = unsent,
            Err(place) => self.unsent.insert(place, unsent),
        }
    }

    /// It is stored, or was deleted.
    pub fn remove(&mut self, client_id: ClientId) -> Option<Unsent> {
        self.place(client_id).ok().map(|place| self.unsent.remove(place))
    }

    #[must_use]
    pub fn find(&self, client_id: ClientId) -> Option<&Unsent> {
        self.place(client_id).ok().map(|place| &self.unsent[place])
    }

    /// In the order in which they were written.
    pub fn of(&self, conversation: ConversationId) -> impl Iterator<Item = &Unsent> {
        self.unsent.iter().filter(move |unsent| unsent.conversation == conversation)
    }

    /// What is to be sent next in this conversation.
    #[must_use]
    pub fn next(&self, conversation: ConversationId) -> Option<&Unsent> {
        self.of(conversation).find(|unsent| unsent.is_due())
    }

    /// Those in which something is to be sent.
    #[must_use]
    pub fn due(&self) -> Vec<ConversationId> {
        let mut due = Vec::new();
        for unsent in self.unsent.iter().filter(|unsent| unsent.is_due()) {
            if !due.contains(&unsent.conversation) {
                due.push(unsent.conversation);
            }
        }
        due
    }

    /// Nothing where it is gone meanwhile: it was stored after all, or deleted.
    pub fn fail(&mut self, client_id: ClientId, failure: Failure) {
        let Ok(place) = self.place(client_id) else { return };
        let unsent = &mut self.unsent[place];
        let conversation = unsent.conversation;
        match failure {
            Failure::Refused(error) if error.retry_after().is_none() => unsent.refusal = Some(error),
            Failure::Refused(_) => unsent.transient_failure = Some(failure),
            // Those that wait behind it are as far from the server as it is.
            Failure::Unreachable | Failure::TimedOut => self.set_transient_failure(conversation, Some(&failure)),
        }
    }

    /// Its writer asks for it. What waits to be tried by itself is tried with what is before it.
    pub fn retry(&mut self, client_id: ClientId) {
        let Ok(place) = self.place(client_id) else { return };
        let unsent = &mut self.unsent[place];
        let conversation = unsent.conversation;
        if unsent.refusal.take().is_none() {
            self.set_transient_failure(conversation, None);
        }
    }

    /// Where it is, or where it would be.
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
