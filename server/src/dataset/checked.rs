//! The conversations of a data set, each with its messages in their order, once all rows refer to
//! rows that are there.

use std::collections::{BTreeSet, HashMap, HashSet};

use charla::{MessageContent, Timestamp, content::is_visible};

use super::{ConversationRow, Dataset, DatasetError, MessageRow, RowName};
use crate::{password::imported, store::pair_key::pair_key};

#[derive(Debug)]
pub struct Checked {
    pub conversations: Vec<CheckedConversation>,
}

#[derive(Debug)]
pub struct CheckedConversation {
    pub row: RowName,
    pub id: i64,
    pub created_at: Timestamp,
    pub members: BTreeSet<i64>,
    /// By time, then by id.
    pub messages: Vec<CheckedMessage>,
}

#[derive(Debug)]
pub struct CheckedMessage {
    pub row: RowName,
    pub id: i64,
    pub sender: i64,
    pub content: MessageContent,
    pub is_read: bool,
    pub created_at: Timestamp,
}

impl Checked {
    /// # Errors
    /// Names the first row that cannot be.
    pub fn new(dataset: &Dataset) -> Result<Self, DatasetError> {
        if !dataset.password.chars().any(is_visible) && dataset.users.iter().any(|row| row.password_hash.is_none()) {
            let reason = "it is empty, and not every user has a password_hash".into();
            return Err(DatasetError { row: "password".into(), reason });
        }
        let users = users(dataset)?;
        let customers = dataset.customers.iter().map(|row| (&row.id_customer, row.user));
        let providers = dataset.providers.iter().map(|row| (&row.id_provider, row.user));
        for (index, (id, user)) in customers.enumerate() {
            known(&users, user).map_err(|reason| RowName::new("customers", index, id).error(reason))?;
        }
        for (index, (id, user)) in providers.enumerate() {
            known(&users, user).map_err(|reason| RowName::new("providers", index, id).error(reason))?;
        }

        let mut conversations = Vec::with_capacity(dataset.conversations.len());
        let mut places = HashMap::new();
        let mut pairs = HashMap::new();
        for (index, row) in dataset.conversations.iter().enumerate() {
            let conversation = conversation(index, row, &users)?;
            if places.insert(row.id, index).is_some() {
                return Err(conversation.row.error("this id is there twice"));
            }
            if let Some(pair) = conversation.pair_key()
                && let Some(first) = pairs.insert(pair, row.id)
            {
                return Err(conversation.row.error(format!("its two participants have conversation {first} already")));
            }
            conversations.push(conversation);
        }

        let mut ids = HashSet::new();
        for (index, row) in dataset.messages.iter().enumerate() {
            let name = RowName::new("messages", index, row.id);
            if !ids.insert(row.id) {
                return Err(name.error("this id is there twice"));
            }
            let place = places.get(&row.conversation).and_then(|place| conversations.get_mut(*place));
            let Some(conversation) = place else {
                return Err(name.error(format!("there is no conversation {}", row.conversation)));
            };
            conversation.messages.push(message(name, row, &conversation.members)?);
        }
        for conversation in &mut conversations {
            conversation.messages.sort_by_key(|message| (message.created_at, message.id));
        }
        Ok(Self { conversations })
    }
}

impl CheckedConversation {
    /// `None` for a group: it is nobody's direct conversation.
    #[must_use]
    pub fn pair_key(&self) -> Option<String> {
        match *self.members.iter().copied().collect::<Vec<_>>() {
            [one, other] => Some(pair_key(one, other)),
            _ => None,
        }
    }
}

fn users(dataset: &Dataset) -> Result<HashSet<i64>, DatasetError> {
    let mut ids = HashSet::new();
    for (index, row) in dataset.users.iter().enumerate() {
        let name = RowName::new("users", index, row.id);
        if row.id < 1 {
            return Err(name.error("ids start at 1"));
        }
        if row.username.trim().is_empty() {
            return Err(name.error("the user name is empty"));
        }
        if !ids.insert(row.id) {
            return Err(name.error("this id is there twice"));
        }
        if let Some(hash) = &row.password_hash {
            imported::check(hash).map_err(|problem| name.error(problem.to_string()))?;
        }
    }
    Ok(ids)
}

fn known(users: &HashSet<i64>, user: i64) -> Result<(), String> {
    if users.contains(&user) { Ok(()) } else { Err(format!("there is no user {user}")) }
}

fn conversation(
    index: usize,
    row: &ConversationRow,
    users: &HashSet<i64>,
) -> Result<CheckedConversation, DatasetError> {
    let name = RowName::new("conversations", index, row.id);
    if row.id < 1 {
        return Err(name.error("ids start at 1"));
    }
    for user in &row.participants {
        known(users, *user).map_err(|reason| name.error(reason))?;
    }
    let members: BTreeSet<_> = row.participants.iter().copied().collect();
    if members.len() < row.participants.len() {
        return Err(name.error("a participant is there twice"));
    }
    if members.len() < 2 {
        return Err(name.error("a conversation has two participants at least"));
    }
    Ok(CheckedConversation { row: name, id: row.id, created_at: row.created_at, members, messages: Vec::new() })
}

fn message(name: RowName, row: &MessageRow, members: &BTreeSet<i64>) -> Result<CheckedMessage, DatasetError> {
    if row.id < 1 {
        return Err(name.error("ids start at 1"));
    }
    if !members.contains(&row.sender) {
        return Err(name.error(format!("sender {} is not in conversation {}", row.sender, row.conversation)));
    }
    let content = MessageContent::parse(&row.content).map_err(|error| name.error(error.to_string()))?;
    Ok(CheckedMessage {
        row: name,
        id: row.id,
        sender: row.sender,
        content,
        is_read: row.is_read,
        created_at: row.created_at,
    })
}
