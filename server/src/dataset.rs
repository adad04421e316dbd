//! The rows that `charla import` reads and `charla demo` makes, and what they must keep to
//! whatever the database.

use charla::{MarketplaceId, Timestamp};
use serde::Deserialize;

mod checked;
mod progress;
mod row_name;

pub use checked::{Checked, CheckedConversation, CheckedMessage};
pub use progress::{MemberProgress, Progress};
pub use row_name::{DatasetError, RowName};

/// Ids and times as given; they refer to each other by id.
#[derive(Debug, Clone, Deserialize)]
pub struct Dataset {
    /// Of all its users but those with a hash of their own. Since others know it, too, they have to change it.
    #[serde(default)]
    pub password: String,
    /// They do not: it is no secret, as in a demonstration.
    #[serde(skip)]
    pub keep_password: bool,
    pub users: Vec<UserRow>,
    pub customers: Vec<CustomerRow>,
    pub providers: Vec<ProviderRow>,
    pub conversations: Vec<ConversationRow>,
    pub messages: Vec<MessageRow>,
}

impl Dataset {
    /// # Errors
    /// Names the line and the field.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct UserRow {
    pub id: i64,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    #[serde(default)]
    pub email: Option<String>,
    /// As another program made it: see [`crate::password::imported`].
    #[serde(default)]
    pub password_hash: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct CustomerRow {
    pub id_customer: MarketplaceId,
    pub user: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ProviderRow {
    pub id_provider: MarketplaceId,
    pub user: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ConversationRow {
    pub id: i64,
    #[serde(rename = "participans")]
    pub participants: Vec<i64>,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Deserialize)]
pub struct MessageRow {
    pub id: i64,
    pub conversation: i64,
    pub sender: i64,
    pub content: String,
    pub is_read: bool,
    pub created_at: Timestamp,
}
