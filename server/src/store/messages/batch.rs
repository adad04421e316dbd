//! Messages that are stored together: decides which of them are new, and their `seq`. It uses no database: its input is
//! what is stored, its output the rows to write.

use std::collections::{BTreeMap, HashMap};

use charla::{ChatError, ClientId, ConversationId, Message, MessageId, Quote, Seq, Timestamp, UserId};
use serde::{Serialize, Serializer};

use super::{Appended, NewMessage};
use crate::store::message_search::TrigramBloom;

/// A conversation as it is before the batch.
#[derive(Debug, Clone, Default)]
pub struct ConversationState {
    pub last_seq: i64,
    pub members: Vec<Member>,
}

#[derive(Debug, Clone)]
pub struct Member {
    pub id: UserId,
    pub read_seq: i64,
    /// How many messages this member has sent here.
    pub sent: i64,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
}

impl ConversationState {
    /// The furthest read cursor of the other members.
    #[must_use]
    pub fn others_read_seq(&self, me: UserId) -> i64 {
        self.members.iter().filter(|member| member.id != me).map(|member| member.read_seq).max().unwrap_or(0)
    }

    fn member_ids(&self) -> Vec<UserId> {
        self.members.iter().map(|member| member.id).collect()
    }
}

pub type ConversationStates = HashMap<ConversationId, ConversationState>;

/// Messages that are stored with client ids of the batch, as their senders see them.
pub type Retried = HashMap<(UserId, ClientId), Message>;

/// The messages that are answered, as far as they exist.
pub type Quoted = HashMap<(ConversationId, Seq), Quote>;

/// A row of `messages`, without its id.
#[derive(Debug, Serialize)]
pub struct NewRow {
    pub conversation_id: i64,
    pub seq: i64,
    pub sender_id: i64,
    pub sender_seq: i64,
    pub content: String,
    #[serde(serialize_with = "digits")]
    pub client_id: Option<ClientId>,
    pub created_at: i64,
    pub reply_to: Option<i64>,
    #[serde(flatten)]
    pub bloom: TrigramBloom,
}

/// Hexadecimal digits, which the databases have a function for.
fn digits<S: Serializer>(id: &Option<ClientId>, serializer: S) -> Result<S::Ok, S::Error> {
    id.map(|id| id.0.simple()).serialize(serializer)
}

/// The newest message of a conversation after the batch.
#[derive(Debug, Serialize)]
pub struct Newest {
    pub id: i64,
    pub last_seq: i64,
    pub activity_at: i64,
}

/// The number of messages that a member has sent after the batch.
#[derive(Debug, Serialize)]
pub struct SentCount {
    pub conversation_id: i64,
    pub user_id: i64,
    pub sent: i64,
}

/// The rows to write, and the answer to each sender.
#[derive(Debug, Default)]
pub struct Batch {
    pub rows: Vec<NewRow>,
    outcomes: Vec<Result<Appended, ChatError>>,
    newest: BTreeMap<i64, (i64, Timestamp)>,
    sent: BTreeMap<(i64, i64), i64>,
}

impl Batch {
    /// Each message gets the `seq` after the one before it, in the order of `messages`.
    #[must_use]
    pub fn plan(
        messages: &[NewMessage],
        conversations: &ConversationStates,
        retried: &Retried,
        quoted: &Quoted,
    ) -> Self {
        let mut batch = Self::default();
        // A retry can be in the same batch as the message that it repeats.
        let mut stored = retried.clone();
        for new in messages {
            let outcome = batch.add(new, conversations, &mut stored, quoted);
            batch.outcomes.push(outcome);
        }
        batch
    }

    fn add(
        &mut self,
        new: &NewMessage,
        conversations: &ConversationStates,
        stored: &mut Retried,
        quoted: &Quoted,
    ) -> Result<Appended, ChatError> {
        let state = conversations.get(&new.conversation).ok_or(ChatError::ConversationNotFound)?;
        let sender = state.members.iter().find(|member| member.id == new.sender);
        let sender = sender.ok_or(ChatError::ConversationNotFound)?;
        let members = state.member_ids();
        let key = new.client_id.map(|client_id| (new.sender, client_id));
        if let Some(message) = key.and_then(|key| stored.get(&key)) {
            // A retry has the same content and the same conversation. The stored message may have been edited since.
            let has_other_words = message.is_as_sent() && message.content != *new.content;
            if message.conversation_id != new.conversation || has_other_words {
                return Err(ChatError::ClientIdReused);
            }
            return Ok(Appended { message: message.clone(), is_new: false, members });
        }

        let reply_to = match new.reply_to {
            Some(seq) => Some(quoted.get(&(new.conversation, seq)).cloned().ok_or(ChatError::MessageNotFound)?),
            None => None,
        };

        let (conversation, user) = (new.conversation.0, new.sender.0);
        let (last_seq, activity_at) = self.newest.entry(conversation).or_insert((state.last_seq, new.now));
        *last_seq += 1;
        *activity_at = new.now;
        let sent = self.sent.entry((conversation, user)).or_insert(sender.sent);
        *sent += 1;
        self.rows.push(NewRow {
            conversation_id: conversation,
            seq: *last_seq,
            sender_id: user,
            sender_seq: *sent,
            content: new.content.to_string(),
            client_id: new.client_id,
            created_at: new.now.as_micros(),
            reply_to: new.reply_to.map(|seq| seq.0),
            bloom: TrigramBloom::of(&new.content),
        });
        let message = Message {
            // Assigned by the database: see `outcomes`.
            sender_username: sender.username.clone(),
            sender_first_name: sender.first_name.clone(),
            sender_last_name: sender.last_name.clone(),
            created_at: new.now,
            client_id: new.client_id,
            reply_to,
            ..Message::plain(MessageId(0), new.conversation, Seq(*last_seq), new.sender, &new.content)
        };
        if let Some(key) = key {
            stored.insert(key, message.clone());
        }
        Ok(Appended { message, is_new: true, members })
    }

    #[must_use]
    pub fn newest(&self) -> Vec<Newest> {
        let newest = self.newest.iter();
        newest
            .map(|(id, (last_seq, at))| Newest { id: *id, last_seq: *last_seq, activity_at: at.as_micros() })
            .collect()
    }

    #[must_use]
    pub fn sent_counts(&self) -> Vec<SentCount> {
        let sent = self.sent.iter();
        sent.map(|((conversation_id, user_id), sent)| SentCount {
            conversation_id: *conversation_id,
            user_id: *user_id,
            sent: *sent,
        })
        .collect()
    }

    /// The answers to the senders, in the order of the messages. `ids` are those of the inserted rows.
    #[must_use]
    pub fn outcomes(self, ids: &HashMap<(ConversationId, Seq), i64>) -> Vec<Result<Appended, ChatError>> {
        let mut outcomes = self.outcomes;
        for Appended { message, .. } in outcomes.iter_mut().flatten() {
            if let Some(id) = ids.get(&(message.conversation_id, message.seq)) {
                message.id = MessageId(*id);
            }
        }
        outcomes
    }
}

#[cfg(test)]
mod tests;
