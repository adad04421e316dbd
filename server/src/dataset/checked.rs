//! Rows of a data set whose references are valid: conversations with their messages in order.

use std::collections::{BTreeSet, HashMap, HashSet};

use charla::{MarketplaceId, MessageContent, Timestamp};

use super::{BadRows, ConversationRow, Dataset, DatasetError, MessageRow, RowName};
use crate::dataset::pair_key::pair_key;

mod people;

pub use people::{CheckedRole, CheckedUser};

/// Largest id that can be imported: half of the integers that JSON readers represent exactly, so that room remains for
/// the ids of later rows.
const ID_MAX: i64 = 1 << 52;

/// The good rows, and the errors of the bad ones.
#[derive(Debug)]
pub struct CheckedDataset {
    pub users: Vec<CheckedUser>,
    pub customers: Vec<CheckedRole>,
    pub providers: Vec<CheckedRole>,
    pub conversations: Vec<CheckedConversation>,
    pub bad: BadRows,
}

#[derive(Debug)]
pub struct CheckedConversation {
    pub row: RowName,
    pub id: i64,
    pub created_at: Timestamp,
    pub members: BTreeSet<i64>,
    /// Sorted by time, then by id.
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

impl CheckedDataset {
    pub fn new(dataset: &Dataset) -> Self {
        let mut bad = dataset.bad.clone();
        let users = people::users(dataset, &mut bad);
        let known: HashSet<i64> = users.iter().map(|user| user.id).collect();
        let customers = dataset.customers.iter().map(|row| (&row.id_customer, row.user));
        let customers = roles(dataset, "customers", customers, &known, &mut bad);
        let providers = dataset.providers.iter().map(|row| (&row.id_provider, row.user));
        let providers = roles(dataset, "providers", providers, &known, &mut bad);
        let mut conversations = conversations(dataset, &known, &mut bad);
        add_messages(dataset, &mut conversations, &mut bad);
        Self { users, customers, providers, conversations, bad }
    }
}

impl CheckedConversation {
    /// Returns the key of a direct conversation; `None` for a group.
    pub fn pair_key(&self) -> Option<String> {
        match *self.members.iter().copied().collect::<Vec<_>>() {
            [one, other] => Some(pair_key(one, other)),
            _ => None,
        }
    }
}

fn id(row: &RowName, id: i64) -> Result<i64, DatasetError> {
    match id {
        ..1 => Err(row.error("ids start at 1")),
        1..=ID_MAX => Ok(id),
        _ => Err(row.error(format!("ids end at {ID_MAX}"))),
    }
}

fn known(users: &HashSet<i64>, user: i64) -> Result<(), String> {
    if users.contains(&user) { Ok(()) } else { Err(format!("there is no user {user}")) }
}

fn roles<'a>(
    dataset: &Dataset,
    list: &'static str,
    rows: impl Iterator<Item = (&'a MarketplaceId, i64)>,
    users: &HashSet<i64>,
    bad: &mut BadRows,
) -> Vec<CheckedRole> {
    let role = |(index, (id, user)): (usize, (&MarketplaceId, i64))| {
        let row = dataset.row_name(list, index, id);
        known(users, user).map_err(|reason| row.error(reason))?;
        Ok(CheckedRole { row, id: id.clone(), user })
    };
    rows.enumerate().filter_map(|row| bad.take(role(row))).collect()
}

fn conversations(dataset: &Dataset, users: &HashSet<i64>, bad: &mut BadRows) -> Vec<CheckedConversation> {
    let (mut ids, mut pairs) = (HashSet::new(), HashMap::new());
    let mut conversation = |(index, row): (usize, &ConversationRow)| {
        let name = dataset.row_name("conversations", index, row.id);
        let conversation = conversation_of(name, row, users)?;
        if ids.contains(&row.id) {
            return Err(conversation.row.error("this id is there twice"));
        }
        if let Some(pair) = conversation.pair_key()
            && let Some(first) = pairs.get(&pair)
        {
            return Err(conversation.row.error(format!("its two participants have conversation {first} already")));
        }
        ids.insert(row.id);
        pairs.extend(conversation.pair_key().map(|pair| (pair, row.id)));
        Ok(conversation)
    };
    dataset.conversations.iter().enumerate().filter_map(|row| bad.take(conversation(row))).collect()
}

fn conversation_of(
    name: RowName,
    row: &ConversationRow,
    users: &HashSet<i64>,
) -> Result<CheckedConversation, DatasetError> {
    let id = id(&name, row.id)?;
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
    Ok(CheckedConversation { row: name, id, created_at: row.created_at, members, messages: Vec::new() })
}

fn add_messages(dataset: &Dataset, conversations: &mut [CheckedConversation], bad: &mut BadRows) {
    let places: HashMap<i64, usize> =
        conversations.iter().enumerate().map(|(place, conversation)| (conversation.id, place)).collect();
    let mut ids = HashSet::new();
    for (index, row) in dataset.messages.iter().enumerate() {
        let name = dataset.row_name("messages", index, row.id);
        let place = places.get(&row.conversation).and_then(|place| conversations.get_mut(*place));
        if !ids.insert(row.id) {
            bad.add(&name, "this id is there twice");
        } else if let Some(conversation) = place {
            conversation.messages.extend(bad.take(message(name, row, &conversation.members)));
        } else {
            bad.add(&name, format!("there is no conversation {}", row.conversation));
        }
    }
    for conversation in conversations {
        conversation.messages.sort_by_key(|message| (message.created_at, message.id));
    }
}

fn message(name: RowName, row: &MessageRow, members: &BTreeSet<i64>) -> Result<CheckedMessage, DatasetError> {
    let id = id(&name, row.id)?;
    if !members.contains(&row.sender) {
        return Err(name.error(format!("sender {} is not in conversation {}", row.sender, row.conversation)));
    }
    let content = MessageContent::parse(&row.content).map_err(|error| name.error(error.to_string()))?;
    Ok(CheckedMessage { row: name, id, sender: row.sender, content, is_read: row.is_read, created_at: row.created_at })
}
