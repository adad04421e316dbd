//! The rows that `charla import` reads and `charla demo` makes, and what they must keep to
//! whatever the database.
//!
//! | module | what is there |
//! |---|---|
//! | `reading`, `encoding`, `moment` | a file becomes rows |
//! | `checked` | rows that refer to rows that are there |
//! | `bad_rows`, `row_name` | those that cannot be stored, by name |
//! | `progress` | read cursors, from messages that are read or not |
//! | `pair_key` | what is unique of a conversation |
//! | `password_hash` | hashes that other programs made |

use std::collections::HashMap;

use charla::{MarketplaceId, Timestamp, content::is_visible};
use serde::Deserialize;

mod bad_rows;
mod checked;
mod encoding;
mod moment;
pub mod pair_key;
pub mod password_hash;
mod progress;
mod reading;
mod row_name;

pub use bad_rows::{BadRowPolicy, BadRows};
pub use checked::{Checked, CheckedConversation, CheckedMessage, CheckedRole, CheckedUser};
pub use progress::{MemberProgress, Progress};
pub use reading::ReadingError;
pub use row_name::{DatasetError, RowName};

/// Ids and times as given; they refer to each other by id.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// Of all its users but those with a hash of their own. Since others know it, too, they have to change it.
    pub password: String,
    /// They do not: it is no secret, as in a demonstration.
    pub keep_password: bool,
    pub users: Vec<UserRow>,
    pub customers: Vec<CustomerRow>,
    pub providers: Vec<ProviderRow>,
    pub conversations: Vec<ConversationRow>,
    pub messages: Vec<MessageRow>,
    /// Rows of the file that could not be read, and
    pub bad: BadRows,
    /// the places in it of those that could.
    pub places: HashMap<&'static str, Vec<usize>>,
}

impl Dataset {
    /// Some of its users would have an empty one.
    #[must_use]
    pub fn lacks_password(&self) -> bool {
        !self.password.chars().any(is_visible) && self.users.iter().any(|row| row.password_hash.is_none())
    }

    fn row_name(&self, list: &'static str, index: usize, id: impl std::fmt::Display) -> RowName {
        let place = self.places.get(list).and_then(|places| places.get(index));
        RowName::new(list, place.copied().unwrap_or(index), id)
    }
}

/// Names may be null: other systems know no name of some users.
#[derive(Debug, Clone, Deserialize)]
pub struct UserRow {
    pub id: i64,
    #[serde(deserialize_with = "reading::null_as_empty")]
    pub username: String,
    #[serde(default, deserialize_with = "reading::null_as_empty")]
    pub first_name: String,
    #[serde(default, deserialize_with = "reading::null_as_empty")]
    pub last_name: String,
    #[serde(default)]
    pub email: Option<String>,
    /// As another program made it: see [`crate::dataset::password_hash`].
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
    #[serde(deserialize_with = "moment::deserialize")]
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Deserialize)]
pub struct MessageRow {
    pub id: i64,
    pub conversation: i64,
    pub sender: i64,
    pub content: String,
    pub is_read: bool,
    #[serde(deserialize_with = "moment::deserialize")]
    pub created_at: Timestamp,
}
